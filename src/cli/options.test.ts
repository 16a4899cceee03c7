import { expect, test } from 'vitest'
import { edits, refuseUnknownOptions } from './options.ts'

const args = {
  text: { type: 'positional' },
  limit: { type: 'string', alias: 'n' },
  dryRun: { type: 'boolean' },
  ocr: { type: 'boolean', default: true },
} as const

test('an option that there is passes, by any of its names and forms', () => {
  for (const given of [
    ['--limit', '5', 'words'],
    ['--limit=5'],
    ['-n', '5'],
    ['--dryRun'],
    ['--dry-run'],
    ['--no-ocr'],
    ['--limit', '-5'],
    ['--', '--limt'],
    [],
  ])
    expect(() => refuseUnknownOptions(args, given), given.join(' ')).not.toThrow()
})

test('an option that there is not is refused, with the nearest that there is', () => {
  expect(() => refuseUnknownOptions(args, ['--limt', '5'])).toThrow(
    expect.objectContaining({
      code: 'bad-input',
      message: 'There is no option --limt.',
      hint: 'Did you mean --limit?',
    }),
  )
  expect(() => refuseUnknownOptions(args, ['--colour'])).toThrow(
    expect.objectContaining({ hint: 'See the options with --help.' }),
  )
  expect(() => refuseUnknownOptions(args, ['-x'])).toThrow(expect.objectContaining({ code: 'bad-input' }))
})

test('the distance of two words is the number of changes between them', () => {
  expect(edits('', 'abc')).toBe(3)
  expect(edits('kitten', 'sitting')).toBe(3)
  expect(edits('limit', 'limit')).toBe(0)
})
