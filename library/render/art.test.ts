import { expect, test } from 'vitest'
import { DoutuError } from '../../src/errors.ts'
import { artDefinition, findArt } from './art.ts'
import { codePointsOf } from './art-names.ts'
import { styleOf } from './style.ts'
import { type Drawing, STYLES } from './types.ts'

const note: Drawing = {
  composition: 'sticky-note',
  art: ['cookie'],
  lines: ['勿念'],
  palette: 'lemon',
  motion: 'none',
  mood: 'calm',
}

test.each([
  ['melting face', '1fae0'],
  ['Face with Head-Bandage', '1f915'],
  ['woman’s hat', '1f452'],
  ['piñata', '1fa85'],
  ['1st place medal', '1f947'],
  ['hot springs', '2668'],
  ['face in clouds', '1f636-200d-1f32b'],
])('%s is found by its CLDR short name', (name, codePoints) => {
  expect(codePointsOf(name)).toBe(codePoints)
})

test.each([
  ['fox', 'fox face'],
  ['hamster', 'hamster face'],
  ['frog', 'frog face'],
])('%s and %s are the same animal', (one, two) => {
  expect(codePointsOf(one)).toBe(codePointsOf(two))
})

test('a dog is not its face, for there are two', () => {
  expect(codePointsOf('dog')).not.toBe(codePointsOf('dog face'))
})

test('a name that no emoji has is refused with names near it', () => {
  try {
    findArt('sad hamster', 'noto')
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(DoutuError)
    expect(error).toMatchObject({ code: 'library-broken', message: expect.stringContaining('sad hamster') })
    expect((error as DoutuError).hint).toContain('hamster')
  }
  expect(() => findArt('', 'noto')).toThrow(DoutuError)
  expect(() => findArt('__proto__', 'noto')).toThrow(DoutuError)
})

test('each set draws the same emoji in its own way', async () => {
  const art = STYLES.map(style => findArt('otter', style))
  expect(art.map(({ style }) => style)).toEqual(STYLES)
  expect(new Set(await Promise.all(art.map(each => artDefinition(each, 0)))).size).toBe(STYLES.length)
})

test('art that a set lacks comes from another, which is said', () => {
  // Noto has Unicode's newest emoji before the others.
  expect(findArt('ballet dancer', 'fluent-3d').style).toBe('noto')
})

test('the set of art is what the drawing asks for, else always the same choice', () => {
  expect(styleOf({ ...note, style: 'noto' })).toBe('noto')
  expect(styleOf(note)).toBe(styleOf({ ...note }))
  const many = Array.from({ length: 200 }, (_, at) => ({ ...note, lines: [`第${at}条`] }))
  const share = (composition: Drawing['composition']): number =>
    many.filter(drawing => styleOf({ ...drawing, composition }) === 'fluent-3d').length / many.length
  expect(share('big-face')).toBeGreaterThan(0.6)
  expect(share('sticky-note')).toBeLessThan(0.25)
})
