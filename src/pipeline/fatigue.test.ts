import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadedMeme, randomDirection, snapshotOf } from '../../test/synthetic-library.ts'
import { seededRandom } from '../random.ts'
import { type ChannelState, freshChannel } from '../schemas/channel.ts'
import { fatigue, NO_REPEAT, tooRecent } from './fatigue.ts'

const saw = (...ids: string[]): ChannelState => ({
  ...freshChannel(),
  delivered: ids.map((id, index) => ({ id, message: index, at: index })),
})
const many = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`)

describe('what must not be repeated', () => {
  it('is the last 30 of a large library', () => {
    expect(NO_REPEAT).toBe(30)
    expect(tooRecent(saw(...many(50)), 400)).toEqual(new Set(many(50).slice(20)))
  })

  it('is half of a small library, so that the other half is always free', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.array(fc.nat(79), { maxLength: 100 }), (size, sent) => {
        const barred = tooRecent(saw(...sent.map(index => `m${index % size}`)), size)
        expect(barred.size).toBeLessThanOrEqual(Math.min(30, size / 2))
        expect(barred.size).toBeLessThan(size)
      }),
    )
    expect(tooRecent(saw(...many(10)), 8)).toEqual(new Set(['m6', 'm7', 'm8', 'm9']))
  })

  it('is nothing in a library of one, which would fall silent, and in a fresh channel', () => {
    expect(tooRecent(saw('m0'), 1).size).toBe(0)
    expect(tooRecent(saw(), 400).size).toBe(0)
  })
})

describe('fatigue', () => {
  const random = seededRandom(4)
  const [first, alike, other] = [randomDirection(random), randomDirection(random), randomDirection(random)]
  const near = randomDirection(seededRandom(5), first, 0.2)
  const fillers = Array.from({ length: 40 }, () => randomDirection(random))
  const library = snapshotOf(
    [first, near, alike, other, ...fillers].map((vector, index) => loadedMeme(index + 1, vector)),
  )
  const id = (label: number) => library.byLabel.get(label)!.meme.id

  it('is 0 for a channel that saw nothing', () => {
    expect(fatigue(id(1), saw(), library)).toBe(0)
  })

  it('is greatest for the same meme, less for a like one, least for an unlike one', () => {
    const state = saw(id(1))
    const [same, similar, unlike] = [1, 2, 4].map(label => fatigue(id(label), state, library))
    expect(same).toBe(0.5)
    expect(similar).toBeGreaterThan(0)
    expect(similar).toBeLessThan(same!)
    expect(unlike).toBeLessThan(similar!)
  })

  it('fades with every meme after it, and is gone after twenty', () => {
    const later = (count: number) => fatigue(id(1), saw(id(1), ...many(count)), library)
    for (let count = 1; count < 25; count += 1) expect(later(count)).toBeLessThanOrEqual(later(count - 1))
    expect(later(5)).toBeLessThan(0.5)
    expect(later(19)).toBeGreaterThan(0)
    expect(later(20)).toBe(0)
  })

  it('is over in a small library once half of it was seen since: else it would fall silent for good', () => {
    const small = snapshotOf([...library.byLabel.values()].slice(0, 8))
    const later = (count: number) => fatigue(id(1), saw(id(1), ...many(count)), small)
    expect(later(3)).toBeGreaterThan(0)
    expect(later(4)).toBe(0)
    expect(fatigue(id(1), saw(id(1)), snapshotOf([library.byLabel.get(1)!]))).toBe(0)
    expect(fatigue(id(1), saw(id(1), ...many(4)), library, 8)).toBe(0)
  })

  it('stays in [0, 0.65] whatever was seen, memes that are gone included', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(id(1), id(2), id(3), 'gone')), fc.constantFrom(1, 2, 3), (seen, label) => {
        const value = fatigue(id(label), saw(...seen), library)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(0.65)
      }),
    )
  })
})
