import { twoBeats, typing } from './beats.ts'
import { confetti } from './decor.ts'
import { drawn, type Pose, posed } from './pose.ts'
import { round, seeded } from './random.ts'
import { drop, heart } from './shapes.ts'
import type { Drawing, Frame, Layer, Motion, Scene } from './types.ts'

type Looping = Exclude<Motion, 'none' | 'type' | 'two-beat'>

const timing: Readonly<Record<Looping, { readonly frames: number; readonly delay: number }>> = {
  shake: { frames: 8, delay: 50 },
  bob: { frames: 12, delay: 60 },
  zoom: { frames: 12, delay: 60 },
  fall: { frames: 12, delay: 70 },
  spin: { frames: 12, delay: 60 },
  blink: { frames: 12, delay: 90 },
  swing: { frames: 14, delay: 90 },
  bounce: { frames: 14, delay: 60 },
  slide: { frames: 16, delay: 60 },
}

/** The frames of a scene: one if it stands still, else a loop whose last frame leads back to the first. */
export function framesOf(scene: Scene, drawing: Drawing): Frame[] {
  const { motion } = drawing
  if (motion === 'none') return [{ svg: drawn(scene.layers), delay: 0 }]
  if (motion === 'type') return typing(scene)
  if (motion === 'two-beat') return twoBeats(scene)
  const { frames, delay } = timing[motion]
  const falling = motion === 'fall' ? fallingThings(scene, drawing) : undefined
  const whole = travels(motion) && scene.layers.some(layer => layer.role === 'print')
  return Array.from({ length: frames }, (_, index) => {
    const time = index / frames
    const layers = scene.layers.map(layer =>
      posed(layer, whole ? posePrint(motion, layer, scene, time) : pose(motion, layer, time, index)),
    )
    const rain = falling ? falling(time) : ''
    // Things fall in front of the art but behind the words.
    const words = scene.layers.findIndex(({ role }) => ['caption', 'punchline', 'print'].includes(role))
    layers.splice(words < 0 ? layers.length : Math.max(words, 2), 0, rain)
    return { svg: layers.join(''), delay: motion === 'slide' && index === 0 ? 900 : delay }
  })
}

/** True of motions that carry a printed thing along, with the words and the art on it. */
const travels = (motion: Looping): boolean => motion === 'swing' || motion === 'bounce' || motion === 'slide'

/** The pose of whatever stands on a printed thing: all of it moves as one. */
function posePrint(motion: Looping, { role }: Layer, { width, height }: Scene, time: number): Pose {
  if (role === 'background') return {}
  // It hangs from a point above the picture.
  if (motion === 'swing')
    return { turn: 3 * Math.sin(2 * Math.PI * time), around: { cx: width / 2, cy: -height * 0.25 } }
  if (motion === 'bounce') return { ...bounce(time, 22, 0.04), around: { cx: width / 2, cy: height } }
  return slide(time, width)
}

function pose(motion: Looping, layer: Layer, time: number, index: number): Pose {
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
    case 'swing':
      return { turn: 7 * wave, around: { cx: layer.cx, cy: Math.min(0, layer.cy - 320) } }
    case 'bounce':
      return bounce(time, 56, 0.12)
    case 'slide':
      return slide(time, 512)
  }
}

/** Rest, crouch, a high jump, a landing and a small hop back to rest; `squash` is how much of its height it gives. */
function bounce(time: number, height: number, squash: number): Pose {
  const arc = (from: number, to: number): number => Math.sin((Math.PI * (time - from)) / (to - from))
  const flat = (amount: number): Pose => ({ scaleX: 1 + squash * 0.6 * amount, scaleY: 1 - squash * amount })
  if (time < 0.2) return flat(arc(0, 0.2))
  if (time < 0.62) {
    const up = arc(0.2, 0.62)
    return { dy: -height * up, ...flat(-0.5 * Math.sin(2 * Math.PI * up * 0.5)) }
  }
  if (time < 0.76) return flat(0.8 * arc(0.62, 0.76))
  return { dy: -height * 0.22 * arc(0.76, 1) }
}

/** Rest, a dash out at the right edge, and in again from the left, a little too far and back. */
function slide(time: number, width: number): Pose {
  if (time < 0.12) return {}
  if (time < 0.24) return { dx: -10 * Math.sin((Math.PI * (time - 0.12)) / 0.24) }
  if (time < 0.5) {
    const part = (time - 0.24) / 0.26
    return { dx: -10 + (width + 80) * part ** 2, turn: 5 * part }
  }
  if (time < 0.82) {
    const rest = 1 - (time - 0.5) / 0.32
    return { dx: 16 - (width + 90) * rest ** 2, turn: 5 * rest }
  }
  return { dx: 16 * Math.cos((Math.PI / 2) * ((time - 0.82) / 0.18)) }
}

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
