import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/random.ts'
import { HOLD_REASONS } from '../../src/schemas/decision.ts'
import { fakeEncoder, temporaryFolder } from '../../test/helpers.ts'
import { type Held, openWordBank, readTopics } from './bank.ts'

const topics = readTopics()
const bank = openWordBank(fakeEncoder(), seededRandom(1))
const toneOf = (reply: string) =>
  topics.find(topic => [...topic.replies, ...topic.repliesEnglish].includes(reply))?.tone ?? 'unknown'
const serious = (evidence: string): Held => ({ reason: 'serious-topic', evidence })
const CATEGORIES = ['bereavement', 'illness', 'self-harm', 'violence', 'disaster', 'livelihood', 'bullying']
// Lines of all kinds, the most flippant of the bank included.
const line = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(...topics.flatMap(topic => topic.examples)),
)

test('no reply, example or topic stands in the bank twice', () => {
  for (const all of [
    topics.map(topic => topic.topic),
    topics.flatMap(topic => topic.examples),
    topics.flatMap(topic => topic.replies),
    topics.flatMap(topic => topic.repliesEnglish),
  ])
    expect(all.filter((text, index) => all.indexOf(text) !== index)).toEqual([])
})

test('replies are as short as chat, Chinese in Chinese and English in English', () => {
  for (const { topic, replies, repliesEnglish } of topics) {
    expect(replies.length, topic).toBeGreaterThanOrEqual(8)
    expect(repliesEnglish.length, topic).toBeGreaterThanOrEqual(4)
    for (const reply of replies) {
      expect([...reply].length, reply).toBeLessThanOrEqual(24)
      expect(reply).toMatch(/\p{Script=Han}/u)
    }
    for (const reply of repliesEnglish) expect(reply).not.toMatch(/\p{Script=Han}/u)
  }
})

test('gentle and calm replies do not laugh', () => {
  const grave = topics.filter(topic => topic.tone === 'gentle' || topic.tone === 'calm')
  for (const reply of grave.flatMap(topic => [...topic.replies, ...topic.repliesEnglish]))
    expect(reply).not.toMatch(/哈哈|笑死|233|666|hh|lol|haha|[😀-😎😜-😝🤣🤪]/iu)
  for (const { replies, tone } of topics)
    if (tone === 'gentle') expect(replies.join('')).not.toMatch(/\p{Extended_Pictographic}/u)
})

test('the bank never passes itself off as a person or a language model', () => {
  for (const reply of topics.flatMap(topic => [...topic.replies, ...topic.repliesEnglish]))
    expect(reply).not.toMatch(
      /ChatGPT|GPT|作为(?:一个)?(?:AI|人工智能|大模型)|as an? (?:AI|language model)|我是真人|我是人类/i,
    )
})

test('a damaged bank is refused with the line that is wrong', () => {
  const path = join(temporaryFolder(), 'bank.jsonl')
  writeFileSync(
    path,
    '\n{"topic": "x", "tone": "rude", "examples": ["a"], "replies": ["b"], "repliesEnglish": ["c"]}\n',
  )
  expect(() => readTopics(pathToFileURL(path))).toThrow(expect.objectContaining({ code: 'library-broken' }))
  expect(() => readTopics(pathToFileURL(path))).toThrow(/line 2/i)
})

test('serious talk gets gentle replies only, whatever is said', async () => {
  await fc.assert(
    fc.asyncProperty(
      line,
      fc.constantFrom(...CATEGORIES, 'classifier', ...CATEGORIES.map(name => `after-${name}`)),
      fc.constantFrom('zh' as const, 'en' as const),
      async (text, evidence, locale) => {
        expect(toneOf((await bank.reply(text, serious(evidence), [], locale)).text)).toBe('gentle')
      },
    ),
    { numRuns: 150 },
  )
})

test('a quarrel gets calm replies only, whatever is said', async () => {
  await fc.assert(
    fc.asyncProperty(line, async text => {
      expect(toneOf((await bank.reply(text, { reason: 'quarrel' }, [], 'zh')).text)).toBe('calm')
    }),
    { numRuns: 100 },
  )
})

test('light talk is never answered in the tone of a funeral', async () => {
  await fc.assert(
    fc.asyncProperty(line, fc.constantFrom(undefined, 'below-threshold' as const), async (text, reason) => {
      const { text: reply } = await bank.reply(text, reason && { reason }, [], 'zh')
      expect(['light', 'neutral']).toContain(toneOf(reply))
    }),
    { numRuns: 100 },
  )
})

test('what the gate named is what is answered: nobody who lost someone is told about a job', async () => {
  for (const evidence of CATEGORIES) {
    for (const example of topics.filter(topic => topic.tone === 'gentle').flatMap(topic => topic.examples)) {
      const { topic, sure } = await bank.reply(example, serious(evidence), [], 'zh')
      if (evidence === 'livelihood') expect(['lost-job', 'hard-time']).toContain(topic)
      if (evidence === 'bereavement') expect(['grief-person', 'grief-pet', 'hard-time']).toContain(topic)
      if (!sure && evidence !== 'self-harm') expect(topic).toBe('hard-time')
    }
  }
})

test('whoever speaks of dying is told where help is, even in words that nobody knows', async () => {
  for (const text of ['我不想活了', '嗯', 'qwfp', '🕯️', ''])
    for (const evidence of ['self-harm', 'after-self-harm'])
      expect((await bank.reply(text, serious(evidence), [], 'zh')).topic).toBe('hopeless-or-self-harm')
})

test('an example of a topic is answered on that topic', async () => {
  const own = topics.filter(topic => topic.tone === 'light')
  for (const { topic, examples } of own)
    expect((await bank.reply(examples[0]!, undefined, [], 'zh')).topic, examples[0]).toBe(topic)
})

test('code, links and lines without words are asked about, not guessed at', async () => {
  for (const held of [
    { reason: 'not-chat', evidence: 'code' },
    { reason: 'not-chat', evidence: 'link' },
    { reason: 'empty-message', evidence: 'no-words' },
  ] satisfies Held[])
    expect((await bank.reply('<img src=x onerror=alert(1)>', held, [], 'zh')).topic).toBe('no-idea')
})

test.each(['zh', 'en'] as const)('no %s reply comes again while others are left, and then the oldest', async locale => {
  const used: string[] = []
  const all = topics.find(topic => topic.topic === 'overtime')![locale === 'zh' ? 'replies' : 'repliesEnglish']
  for (let turn = 0; turn < 3 * all.length; turn += 1)
    used.push((await bank.reply('今晚要加班到十点', undefined, used, locale)).text)
  expect(new Set(used.slice(0, all.length))).toEqual(new Set(all))
  for (let turn = all.length; turn < used.length; turn += 1) expect(used[turn]).toBe(used[turn - all.length])
})

test('a remembered reply is never the one just before, even where memory is short', async () => {
  const used: string[] = []
  for (let turn = 0; turn < 60; turn += 1) {
    const { text } = await bank.reply('今晚要加班到十点', undefined, used.slice(-4), 'en')
    expect(text).not.toBe(used.at(-1))
    used.push(text)
  }
})

test('whatever is said, and whatever was decided, there is a reply of this bank', async () => {
  await fc.assert(
    fc.asyncProperty(line, fc.option(fc.constantFrom(...HOLD_REASONS), { nil: undefined }), async (text, reason) => {
      const { text: reply } = await bank.reply(text, reason && { reason }, [], 'zh')
      expect(toneOf(reply)).not.toBe('unknown')
    }),
    { numRuns: 100 },
  )
})
