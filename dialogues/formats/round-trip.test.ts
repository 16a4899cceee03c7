import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/helpers.ts'
import { type Dialogue, dialogueJsonSchema } from '../record.ts'
import { anyDialogue, dialogueOf, turnOf } from '../testing/dialogue.ts'
import { jsonLines, writeHub } from './hub.ts'
import { modSchema, toMod } from './mod.ts'
import { toOpenAi } from './openai.ts'
import { writeParquet } from './parquet.ts'
import { readDialogues } from './read.ts'
import { toShareGpt } from './sharegpt.ts'

const folder = () => temporaryFolder()

/** What each format writes. */
const writers: ReadonlyArray<readonly [string, (path: string, dialogues: readonly Dialogue[]) => void]> = [
  ['native', (path, dialogues) => writeFileSync(path, jsonLines(dialogues))],
  ['MOD', (path, dialogues) => writeFileSync(path, JSON.stringify(toMod(dialogues).dialogues, null, 1))],
  ['ShareGPT', (path, dialogues) => writeFileSync(path, jsonLines(dialogues.map(toShareGpt)))],
  ['OpenAI', (path, dialogues) => writeFileSync(path, jsonLines(dialogues.map(dialogue => toOpenAi(dialogue))))],
  ['Parquet', writeParquet],
]

describe.each(writers)('%s', (_name, write) => {
  it('loses nothing of any dialogues there and back', async () => {
    const path = join(folder(), 'data')
    await fc.assert(
      fc.asyncProperty(fc.array(anyDialogue, { minLength: 1, maxLength: 4 }), async dialogues => {
        write(path, dialogues)
        expect(await readDialogues(path)).toEqual(dialogues)
      }),
      { numRuns: 60 },
    )
  })
})

const sample = dialogueOf([
  turnOf('B', '在吗'),
  turnOf('B', '周末去爬山'),
  turnOf('A', '', 'b2'),
  turnOf('B', '哈哈', 'a1'),
  turnOf('A', '走'),
])

describe('the formats', () => {
  it('native lines follow the published JSON Schema, and broken ones do not', () => {
    const validate = new Ajv2020().compile(dialogueJsonSchema())
    expect(validate(sample)).toBe(true)
    expect(validate({ ...sample, strategy: 'best' })).toBe(false)
    expect(validate({ ...sample, turns: [] })).toBe(false)
  })

  it('MOD numbers pictures from 001 in the order of their ids, and says an emotion only beside a picture', () => {
    const { dialogues, memes, emotions } = toMod([sample])
    expect(Object.entries(memes).map(([number, { id }]) => [number, id])).toEqual([
      ['001', 'a1'],
      ['002', 'b2'],
    ])
    const turns = modSchema.parse(dialogues)['dialogue 00001']!
    expect(turns.map(({ speaker_id, txt, img_id, emotion_id }) => [speaker_id, txt, img_id, emotion_id])).toEqual([
      ['[speaker2]', '在吗', undefined, undefined],
      ['[speaker2]', '周末去爬山', undefined, undefined],
      ['[speaker1]', undefined, '002', emotions.indexOf('开心')],
      ['[speaker2]', '哈哈', '001', emotions.indexOf('开心')],
      ['[speaker1]', '走', undefined, undefined],
    ])
  })

  it('ShareGPT alternates from human on, with a mark and a path for each picture', () => {
    const { conversations, images } = toShareGpt(sample)
    expect(conversations).toEqual([
      { from: 'human', value: '在吗\n周末去爬山' },
      { from: 'gpt', value: '<image>' },
      { from: 'human', value: '哈哈<image>' },
      { from: 'gpt', value: '走' },
    ])
    expect(images).toEqual(['images/b2.webp', 'images/a1.webp'])
  })

  it('OpenAI messages carry words and pictures as parts, in order', () => {
    const { messages } = toOpenAi(sample, meme => `data:${meme.id}`)
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant'])
    expect(messages[3]!.content).toEqual([
      { type: 'text', text: '哈哈' },
      { type: 'image_url', image_url: { url: 'data:a1' } },
    ])
  })

  it('the hub folder reads back whole, in the order of the plan', async () => {
    const dialogues = Array.from({ length: 60 }, (_, index) =>
      dialogueOf([turnOf('A', `第 ${index} 句`, `m${index % 9}`)], {
        id: `role-${String(index).padStart(6, '0')}`,
        scene: { ...sample.scene, id: `s${index % 20}` },
      }),
    )
    const path = join(folder(), 'hub')
    writeHub(path, dialogues, [], 'test', '1')
    expect(await readDialogues(path)).toEqual(dialogues)
  })

  it.each([
    ['nothing', '', /holds no dialogues/],
    ['no JSON', 'hello\n', /line 1 is no dialogue/],
    ['a line that lacks turns', `${JSON.stringify(sample)}\n{"id":"x"}\n`, /line 2 is no dialogue \(kind/],
    ['somebody else’s ShareGPT', '{"id":"1","system":"","conversations":[],"images":[]}\n', /line 1 is no dialogue/],
    ['somebody else’s MOD', '{"dialogue 1": [{"speaker_id": "[speaker1]", "txt": "hi"}]}', /was not written by doutu/],
  ])('a file with %s is refused in a sentence', async (_title, text, pattern) => {
    const path = join(folder(), 'x')
    writeFileSync(path, text)
    await expect(readDialogues(path)).rejects.toThrow(pattern)
  })
})
