import { drawn, type Pose, posed } from './pose.ts'
import { round } from './random.ts'
import type { Frame, Layer, Scene } from './types.ts'

/** Messages that arrive one by one. The first frame is the whole chat, since a still preview shows that one. */
export function typing(scene: Scene): Frame[] {
  const items = scene.layers.filter(layer => layer.role === 'item')
  const still = scene.layers.filter(layer => layer.role !== 'item')
  const frames: Frame[] = [{ svg: drawn(scene.layers), delay: 1800 }]
  for (const [shown, next] of items.entries()) {
    const before = drawn([...still, ...items.slice(0, shown)])
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

/** The beats of a joke: how large the punchline is (0: not there), how large the art is, and for how long. */
const beats: readonly { readonly punchline: number; readonly art: number; readonly delay: number }[] = [
  { punchline: 1, art: 1, delay: 1500 },
  { punchline: 0.6, art: 0.99, delay: 60 },
  { punchline: 0.2, art: 0.98, delay: 60 },
  { punchline: 0, art: 0.97, delay: 950 },
  { punchline: 0.35, art: 0.95, delay: 50 },
  { punchline: 0.85, art: 1.02, delay: 50 },
  { punchline: 1.16, art: 1.06, delay: 70 },
  { punchline: 0.95, art: 1.02, delay: 60 },
  { punchline: 1.03, art: 1, delay: 60 },
]

/** The setup alone, then the punchline pops up. The first frame is the whole joke, since a still preview shows that one. */
export function twoBeats(scene: Scene): Frame[] {
  const punchlines = punchlinesOf(scene.layers)
  return beats.map(({ punchline, art, delay }) => {
    const poseOf = (layer: Layer): Pose | undefined => {
      if (punchlines.has(layer)) return { scaleX: punchline, scaleY: punchline }
      return layer.role === 'art' ? { scaleX: art, scaleY: art } : undefined
    }
    const svg = scene.layers.map(layer => {
      const pose = poseOf(layer)
      if (pose?.scaleX === 0) return ''
      return pose ? posed(layer, pose) : drawn([layer])
    })
    return { svg: svg.join(''), delay }
  })
}

/** What pops up: what the composition calls the punchline, else the last figure or the last words. */
function punchlinesOf(layers: readonly Layer[]): ReadonlySet<Layer> {
  const named = layers.filter(layer => layer.role === 'punchline')
  if (named.length > 0) return new Set(named)
  const last = layers.findLast(layer => layer.role === 'item' || layer.role === 'art')
  return new Set(last ? [last] : [])
}
