import { describe, expect, it } from 'vitest'
import type { Shadow } from '../../schemas/channel.ts'
import type { GateClass, GateClassifier } from './classifier.ts'
import { makeGate } from './gate.ts'

/** A classifier that reads its answer off the line: the first class that it names, in earnest. */
const literal: GateClassifier = {
  classify(turns) {
    const rest = { light: 0, neutral: 0, 'not-chat': 0, quarrel: 0, serious: 0 }
    const name = Object.keys(rest).find(key => turns.at(-1)?.includes(key)) as GateClass | undefined
    return { ...rest, [name ?? 'neutral']: 1 }
  },
}
const gate = makeGate(literal)

/** One line a minute; how many lines after the first are held until one passes. */
function heldAfter(first: string, later: string, lines = 40, minutes = 1): number {
  let shadow: Shadow | null = gate.read([{ speaker: 'A', text: first, at: 0 }], 1, null, 0).shadow
  for (let index = 1; index <= lines; index += 1) {
    const at = index * minutes * 60_000
    const verdict = gate.read([{ speaker: 'A', text: later, at }], 1, shadow, at)
    if (verdict.hold === undefined) return index - 1
    shadow = verdict.shadow
  }
  return lines
}

describe('the shadow of a grave line', () => {
  it.each(['serious news', 'quarrel here'])('of %s lasts over some lines of any kind, but not for ever', first => {
    const plain = heldAfter(first, '平平淡淡的一句话')
    expect(plain).toBeGreaterThanOrEqual(3)
    expect(plain).toBeLessThan(20)
  })

  it('ends sooner when the talk is plainly about something else', () => {
    expect(heldAfter('serious news', '这是 light 的话题')).toBeLessThan(heldAfter('serious news', '平平淡淡的一句话'))
    expect(heldAfter('serious news', '这是 light 的话题')).toBeGreaterThanOrEqual(2)
  })

  it('of a serious topic is longer than of a quarrel', () => {
    expect(heldAfter('serious news', '平平淡淡的一句话')).toBeGreaterThan(heldAfter('quarrel here', '平平淡淡的一句话'))
  })

  it('is renewed by every grave line', () => {
    expect(heldAfter('serious news', 'serious again', 100)).toBe(100)
  })

  it('ends with time alone', () => {
    expect(heldAfter('serious news', '平平淡淡的一句话', 5, 24 * 60)).toBe(0)
  })

  it('holds a line that has no time by the clock of the reader', () => {
    const shadow = gate.read([{ speaker: 'A', text: 'serious news' }], 1, null, 0).shadow
    const later = (now: number) => gate.read([{ speaker: 'A', text: '平平淡淡的一句话' }], 1, shadow, now).hold
    expect(later(60_000)).toBe('serious-topic')
    expect(later(24 * 3_600_000)).toBeUndefined()
  })

  it('is no shadow where nothing grave was said', () => {
    expect(heldAfter('平平淡淡的一句话', '平平淡淡的一句话')).toBe(0)
    expect(gate.read([{ speaker: 'A', text: '嗯' }], 1, null, 0)).toMatchObject({ hold: 'not-chat', shadow: null })
  })
})
