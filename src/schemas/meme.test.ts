import { describe, expect, it } from 'vitest'
import { annotationSchema, EXAMPLE_COUNT, memeSchema, scopeSchema } from './meme.ts'

const annotation = {
  scenario: '加班',
  unsuitable: '生病',
  emotion: '累',
  motivation: '自嘲',
  examples: Array.from({ length: EXAMPLE_COUNT }, (_, line) => `句${line}`),
}
const meme = {
  id: 'a'.repeat(64),
  file: 'a.png',
  mime: 'image/png',
  width: 1,
  height: 1,
  frames: 1,
  perceptualHash: '0123456789abcdef',
  caption: '',
  rating: 'safe',
  source: 'test',
  licence: 'CC0-1.0',
  scope: 'global',
  annotation,
}

describe('the schema of a meme', () => {
  it('takes a sound one', () => {
    expect(memeSchema.parse(meme)).toEqual(meme)
  })

  it.each([7, 9, 0])('refuses %i examples: no meme has more chances than another', count => {
    const examples = Array.from({ length: count }, () => '句')
    expect(annotationSchema.safeParse({ ...annotation, examples }).success).toBe(false)
  })

  it.each(['scenario', 'unsuitable', 'emotion', 'motivation'])('refuses an annotation without %s', facet => {
    expect(annotationSchema.safeParse({ ...annotation, [facet]: '' }).success).toBe(false)
  })

  it.each(['global', 'guild:123456789012345678', 'guild:a-b_c'])('takes the scope %s', scope => {
    expect(scopeSchema.safeParse(scope).success).toBe(true)
  })

  it.each(['', 'guild:', 'guild:a b', 'GLOBAL', 'global\n', `guild:${'1'.repeat(65)}`, 'guild:../x'])(
    'refuses the scope %j',
    scope => {
      expect(scopeSchema.safeParse(scope).success).toBe(false)
    },
  )

  it.each([{ id: 'A'.repeat(64) }, { width: 0 }, { frames: 0.5 }, { mime: 'image/svg+xml' }, { rating: 'nsfw' }])(
    'refuses a meme with %j',
    wrong => {
      expect(memeSchema.safeParse({ ...meme, ...wrong }).success).toBe(false)
    },
  )
})
