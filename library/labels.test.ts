import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Label, readLabels, WANTING } from '../indexer/labels.ts'
import { parseJsonLines, parseTurn } from '../src/schemas/context.ts'
import { normalizeText } from '../src/text/normalize.ts'
import { readManifest, STARTER_FOLDER } from './manifest.ts'

const TRAINING = fileURLToPath(new URL('../encoder/train/data', import.meta.url))
/** Shorter than this, a context is a word that anybody says, such as 嗯 or yyds. */
const OWN_CHARACTERS = 5

const memes = readManifest(STARTER_FOLDER)
const [dev, testing] = [readLabels('dev'), readLabels('test')]
const all = [...dev, ...testing]

/** A context without its speakers, in the form that the models see. */
const contextOf = (turns: readonly string[]) => turns.map(turn => normalizeText(parseTurn(turn).text)).join('\n')
const contexts = (labels: readonly Label[]) => labels.map(label => contextOf(label.turns))
const shared = <T>(one: readonly T[], two: readonly T[]) => one.filter(item => new Set(two).has(item))
const repeated = <T>(items: readonly T[]) => items.filter((item, index) => items.indexOf(item) !== index)
const count = (...kinds: Label['kind'][]) => all.filter(label => kinds.includes(label.kind)).length

test('the splits share no topic and no context, and no context or id comes twice', () => {
  expect(
    shared(
      dev.map(label => label.topic),
      testing.map(label => label.topic),
    ),
  ).toEqual([])
  expect(repeated(contexts(all))).toEqual([])
  expect(repeated(all.map(label => label.id))).toEqual([])
})

test('there are enough contexts of every kind', () => {
  expect(count('meme')).toBeGreaterThanOrEqual(200)
  expect(count('serious', 'quarrel', 'not-chat', 'no-meme')).toBeGreaterThanOrEqual(150)
  expect(count('serious')).toBeGreaterThanOrEqual(60)
  expect(count('hyperbole')).toBeGreaterThanOrEqual(60)
})

test('both splits have every kind, so that what is tuned on the one is measured on the other', () => {
  expect(new Set(dev.map(label => label.kind))).toEqual(new Set(testing.map(label => label.kind)))
})

test('who wants a meme has 1 to 12 fitting ones that exist, each once; who must not get one has none; hyperboles may be for the gate alone', () => {
  const slugs = new Set(memes.map(meme => meme.slug))
  for (const { id, kind, fitting } of all) {
    expect(
      fitting.filter(slug => !slugs.has(slug)),
      id,
    ).toEqual([])
    expect(new Set(fitting).size, id).toBe(fitting.length)
    expect(fitting.length, id).toBeLessThanOrEqual(12)
    if (fitting.length > 0 || kind !== 'hyperbole') expect(fitting.length > 0, id).toBe(WANTING.has(kind))
  }
})

test('some contexts are in traditional characters, serious ones among them', () => {
  const traditional = all.filter(({ turns }) => /[這個們說麼沒還嗎會過來時給爺醫點樣開關]/u.test(turns.join('')))
  expect(traditional.length).toBeGreaterThanOrEqual(10)
  expect(traditional.some(label => label.kind === 'serious')).toBe(true)
})

test('no context is an example of a meme', () => {
  const examples = memes.flatMap(meme => meme.annotation.examples.map(normalizeText))
  const own = contexts(all).filter(context => context.length >= OWN_CHARACTERS)
  expect(shared(own, examples)).toEqual([])
})

const trainingSchema = z.union([
  z.object({ turns: z.array(z.string()).min(1) }).transform(line => [line.turns]),
  z.object({ contexts: z.array(z.array(z.string()).min(1)) }).transform(line => line.contexts),
  z.object({ queries: z.array(z.string()).min(2) }).transform(() => []),
])

test('the training data is sound line by line, and shares no context with the labels', () => {
  const labelled = new Set(contexts(all).filter(context => context.length >= OWN_CHARACTERS))
  const files = readdirSync(TRAINING).filter(name => name.endsWith('.jsonl'))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const lines = readFileSync(join(TRAINING, file), 'utf8').split('\n')
    for (const parsed of parseJsonLines(lines, trainingSchema)) {
      if ('error' in parsed) throw new Error(`${file}: ${parsed.error.message}`)
      const leaked = parsed.value.map(turns => turns.map(normalizeText).join('\n')).filter(text => labelled.has(text))
      expect(leaked, `${file}:${parsed.line}`).toEqual([])
    }
  }
})
