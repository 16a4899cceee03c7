import { confetti } from './decor.ts'
import { round, seeded } from './random.ts'
import { drop, heart } from './shapes.ts'
import type { Drawing, Layer, Motion, Scene } from './types.ts'

/** One frame: the scene's layers as SVG, and how long it stays, in milliseconds. */
export interface Frame {
  readonly svg: string
  readonly delay: number
}

/** How a layer stands at one moment. */
interface Pose {
  readonly dx?: number
  readonly dy?: number
  readonly turn?: number
  readonly scaleX?: number
  readonly scaleY?: number
  readonly opacity?: number
}

const timing: Readonly<Record<Exclude<Motion, 'none' | 'type'>, { readonly frames: number; readonly delay: number }>> =
  {
    shake: { frames: 8, delay: 50 },
    bob: { frames: 12, delay: 60 },
    zoom: { frames: 12, delay: 60 },
    fall: { frames: 12, delay: 70 },
    spin: { frames: 12, delay: 60 },
    blink: { frames: 12, delay: 90 },
  }

/** The frames of a scene: one if it stands still, else a loop whose last frame leads back to the first. */
export function framesOf(scene: Scene, drawing: Drawing): Frame[] {
  const { motion } = drawing
  if (motion === 'none') return [{ svg: draw(scene.layers), delay: 0 }]
  if (motion === 'type') return typing(scene)
  const { frames, delay } = timing[motion]
  const falling = motion === 'fall' ? fallingThings(scene, drawing) : undefined
  return Array.from({ length: frames }, (_, index) => {
    const time = index / frames
    const layers = scene.layers.map(layer => posed(layer, pose(motion, layer, time, index)))
    const rain = falling ? falling(time) : ''
    // Things fall in front of the art but behind the words.
    const caption = scene.layers.findIndex(layer => layer.role === 'caption')
    layers.splice(caption < 0 ? layers.length : Math.max(caption, 2), 0, rain)
    return { svg: layers.join(''), delay }
  })
}

function pose(motion: Motion, layer: Layer, time: number, index: number): Pose {
  const wave = Math.sin(2 * Math.PI * time)
  const swing = (1 - Math.cos(2 * Math.PI * time)) / 2
  if (layer.role === 'spinner') return { turn: 360 * time }
  if (layer.role === 'decor') {
    return motion === 'shake'
      ? { dx: index % 2 === 0 ? 3 : -3, dy: wave * 4 }
      : { dy: -6 * swing, opacity: 1 - 0.25 * swing }
  }
  if (layer.role !== 'art') return {}
  switch (motion) {
    case 'shake':
      return {
        dx: [0, 9, -8, 7, -9, 8, -7, 5][index % 8] ?? 0,
        dy: [0, -4, 3, -3, 4, -2, 3, -4][index % 8] ?? 0,
        turn: [0, 2, -2, 1.5, -2, 2, -1.5, 1][index % 8] ?? 0,
      }
    case 'bob':
      // Down, it is squashed a little; up, it stretches.
      return { dy: -26 * swing, scaleX: 1.03 - 0.06 * swing, scaleY: 0.95 + 0.08 * swing, turn: 2.5 * wave }
    case 'zoom':
      return { scaleX: 1 + 0.13 * swing, scaleY: 1 + 0.13 * swing, turn: 1.5 * wave }
    case 'fall':
      return { dy: 7 * wave, turn: 3 * wave }
    case 'spin':
      return { turn: 360 * time }
    case 'blink': {
      // Two quick blinks in each loop, as a squeeze of the whole face: the art has no eyelids.
      const squeeze = [0, 0, 0, 0.5, 1, 0.4, 0, 0.7, 0.3, 0, 0, 0][index] ?? 0
      return { scaleX: 1 + 0.035 * squeeze, scaleY: 1 - 0.11 * squeeze }
    }
    default:
      return {}
  }
}

function posed(layer: Layer, { dx = 0, dy = 0, turn = 0, scaleX = 1, scaleY = 1, opacity = 1 }: Pose): string {
  const { cx, cy } = layer
  const centre = `translate(${round(cx + dx)} ${round(cy + dy)}) rotate(${round(turn)}) scale(${round(scaleX)} ${round(scaleY)}) translate(${round(-cx)} ${round(-cy)})`
  return `<g transform="${centre}" opacity="${round(opacity)}">${layer.svg}</g>`
}

const draw = (layers: readonly Layer[]): string => layers.map(layer => layer.svg).join('')

/** Confetti for good news, drops for bad, hearts for the rest: they leave at the bottom as they come in at the top. */
function fallingThings(scene: Scene, drawing: Drawing): (time: number) => string {
  const { width, height } = scene
  if (drawing.mood === 'party') {
    const pieces = confetti({ width, height, cx: width / 2, cy: height / 2, clear: 0 })
    return time =>
      [time - 1, time].map(shift => `<g transform="translate(0 ${round(shift * height)})">${pieces}</g>`).join('')
  }
  const next = seeded('rain')
  const wet = ['wet', 'sad', 'hot'].includes(drawing.mood)
  const rain = Array.from({ length: 13 }, (_, at) =>
    (wet ? drop : heart)({ x: ((at + next()) * width) / 13, y: height * next(), size: 20 + 16 * next() }),
  ).join('')
  return time =>
    [time - 1, time]
      .map(shift => `<g transform="translate(0 ${round(shift * height)})" opacity="0.85">${rain}</g>`)
      .join('')
}

/** Messages that arrive one by one. The first frame is the whole chat, since a still preview shows that one. */
function typing(scene: Scene): Frame[] {
  const items = scene.layers.filter(layer => layer.role === 'item')
  const still = scene.layers.filter(layer => layer.role !== 'item')
  const frames: Frame[] = [{ svg: draw(scene.layers), delay: 1800 }]
  for (let shown = 0; shown < items.length; shown++) {
    const before = draw([...still, ...items.slice(0, shown)])
    const next = items[shown]
    if (next === undefined) continue
    const x = next.cx === 0 ? 88 : 424
    for (const beat of [0, 1, 2]) {
      const dots = [0, 1, 2]
        .map(
          at =>
            `<circle cx="${x - 18 + at * 18}" cy="${round(next.cy - (at === beat ? 7 : 0))}" r="7" fill="#8a8f9c"/>`,
        )
        .join('')
      const waiting = `<rect x="${x - 46}" y="${round(next.cy - 34)}" width="92" height="60" rx="20" fill="${next.cx === 0 ? '#ffffff' : '#95ec69'}"/>`
      frames.push({ svg: before + waiting + dots, delay: shown === 0 ? 180 : 260 })
    }
    frames.push({ svg: before + posed(next, { scaleX: 0.9, scaleY: 0.9 }), delay: 60 })
  }
  return frames
}
