import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { wordsOf } from '../src/text/segment.ts'
import { doutu, withCommandLine } from '../test/command-line.ts'
import { distinct, tokenSample } from './evaluation/text-metrics.ts'
import { groupBy } from './group.ts'
import { wordsOf as allWords } from './quality/checks.ts'
import { likeness, shingles, signature } from './quality/minhash.ts'
import { type Dialogue, dialogueJsonSchema, STRATEGIES } from './record.ts'
import { loadScenarios } from './scenarios/load.ts'

// What the generator promises of 200 dialogues from one offline command, on the starter library.

const COUNT = 200
const SECONDS = 120
const { folder } = withCommandLine()

let dialogues: Dialogue[] = []
let seconds = 0
interface Group {
  readonly strategy: string
  readonly length: number | null
  readonly report: Record<string, { value: number } & Record<string, number>>
}
let groups: Group[] = []

beforeAll(async () => {
  const out = join(folder, 'out.jsonl')
  const begun = performance.now()
  const { code, err } = await doutu('dialogues', 'generate', '--count', String(COUNT), '--out', out)
  seconds = (performance.now() - begun) / 1000
  expect(code, err).toBe(0)
  dialogues = readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Dialogue)
  groups = JSON.parse((await doutu('dialogues', 'evaluate', out, '--json')).out).groups
}, 600_000)

const group = (strategy: string) => groups.find(found => found.strategy === strategy && found.length === null)!.report

describe(`${COUNT} dialogues from one command`, () => {
  it(`take less than ${SECONDS} s`, () => {
    process.stderr.write(`${COUNT} dialogues: ${seconds.toFixed(1)} s\n`)
    expect(seconds).toBeLessThan(SECONDS)
  })

  it('are valid records of the provider offline, in the order of the plan, of both kinds, all lengths and all strategies', () => {
    const validate = new Ajv2020().compile(dialogueJsonSchema())
    for (const dialogue of dialogues) expect(validate(dialogue), JSON.stringify(validate.errors)).toBe(true)
    expect(dialogues).toHaveLength(COUNT)
    expect(dialogues.map(({ id }) => Number(id.slice(-6)))).toEqual(Array.from({ length: COUNT }, (_, index) => index))
    expect(new Set(dialogues.map(({ provider }) => provider))).toEqual(new Set(['offline']))
    expect(new Set(dialogues.map(({ kind }) => kind)).size).toBe(2)
    expect(new Set(dialogues.map(({ turns }) => turns.length))).toEqual(new Set([6, 12, 18]))
    expect(new Set(dialogues.map(({ strategy }) => strategy)).size).toBe(4)
  })

  it('have a distinct-2 of 0.5 and more over the words of a sample of 10,000 tokens', () => {
    const texts = dialogues.flatMap(({ turns }) => turns.flatMap(({ text }) => (text ? [wordsOf(text)] : [])))
    const sample = tokenSample(texts, 10_000, 'bar')
    expect(sample.flat()).toHaveLength(10_000)
    process.stderr.write(`distinct-2: ${distinct(sample, 2).toFixed(3)}\n`)
    expect(distinct(sample, 2)).toBeGreaterThanOrEqual(0.5)
  })

  it('have no two that are alike by more than 0.6', () => {
    const marks = dialogues.map(dialogue => signature(shingles(allWords(dialogue))))
    let most = 0
    for (const [index, mark] of marks.entries())
      for (const other of marks.slice(index + 1)) most = Math.max(most, likeness(mark, other))
    process.stderr.write(`greatest likeness: ${most.toFixed(2)}\n`)
    expect(most).toBeLessThan(0.6)
  })

  it('have no utterance in more than 4 % of them', () => {
    const found = groupBy(
      dialogues.flatMap(({ turns }) =>
        [...new Set(turns.map(({ text }) => text.replace(/[^\p{L}\p{N}]/gu, '')))].filter(Boolean),
      ),
      text => text,
    )
    const most = Math.max(...[...found.values()].map(all => all.length))
    process.stderr.write(`most frequent utterance: in ${most} dialogues\n`)
    expect(most).toBeLessThanOrEqual(COUNT * 0.04)
  })

  it('have within 15 % of the memes that were asked for, over all and at each length', () => {
    const ratio = (set: readonly Dialogue[]) =>
      set.reduce((sum, { turns }) => sum + turns.filter(({ meme }) => meme).length, 0) /
      (0.2 * set.reduce((sum, { turns }) => sum + turns.length, 0))
    process.stderr.write(`memes: ${ratio(dialogues).toFixed(3)} of what was asked for\n`)
    expect(Math.abs(ratio(dialogues) - 1)).toBeLessThan(0.15)
  })

  it('differ by strategy as the names say: random fits worst and has the most different memes; the others are as varied as each other, at this size', () => {
    const [random, greedy, topK, diverse] = STRATEGIES.map(group)
    for (const other of [greedy, topK, diverse])
      expect(other!.facetSimilarity!.low).toBeGreaterThan(random!.facetSimilarity!.high!)
    // The score looks for what answers the speaker, this measure for what is like them: greedy need not lead, but is close.
    expect(greedy!.facetSimilarity!.value).toBeGreaterThanOrEqual(topK!.facetSimilarity!.value - 0.05)
    for (const other of [greedy, topK, diverse]) {
      expect(random!.coverage!.different).toBeGreaterThan(other!.coverage!.different!)
      expect(random!.coverage!.entropy).toBeGreaterThan(other!.coverage!.entropy!)
    }
    // Few memes are near enough to the best to choose among: a hundred sends cannot tell these apart.
    expect(diverse!.coverage!.different).toBeGreaterThan(0.85 * greedy!.coverage!.different!)
    expect(topK!.coverage!.different).toBeGreaterThan(0.85 * greedy!.coverage!.different!)
  })
})

describe('the scenarios that ship', () => {
  const book = loadScenarios()

  it('are 120 scenes, 60 personas and 24 news items at least', () => {
    expect(book.scenes.length).toBeGreaterThanOrEqual(120)
    expect(book.personas.length).toBeGreaterThanOrEqual(60)
    expect(book.news.length).toBeGreaterThanOrEqual(24)
  })
})
