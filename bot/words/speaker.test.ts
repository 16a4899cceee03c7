import { expect, test } from 'vitest'
import type { LanguageModel, ModelMessage } from '../../src/models/language-model.ts'
import { seededRandom } from '../../src/random.ts'
import type { Turn } from '../../src/schemas/context.ts'
import type { Decision } from '../../src/schemas/decision.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import { fakeEncoder, syntheticMeme } from '../../test/helpers.ts'
import { openWordBank, readTopics } from './bank.ts'
import { makeSpeaker } from './speaker.ts'

const topics = readTopics()
const bank = openWordBank(fakeEncoder({ dimension: 512 }), seededRandom(1))
const base = { score: 0.2, threshold: 0.3, thresholdParts: { floor: 0.3, quantile: 0, level: 0.9, refractory: 0 } }
const held: Decision = { ...base, kind: 'hold', reason: 'below-threshold', runnersUp: [] }
const grief: Decision = { ...held, reason: 'serious-topic', evidence: 'bereavement' }
const parts = {
  ...{ scenario: 0, emotion: 0, motivation: 0, examples: 0, bestExample: 0, unsuitable: 0, lexical: 0 },
  ...{ raw: 0, welcome: 1, grave: 0, fatigue: 0, feedback: 0 },
}
const meme: StoredMeme = syntheticMeme('a')
const sent: Decision = { ...base, kind: 'send', reason: 'fits', meme, memeScore: 0.9, parts, runnersUp: [] }
const says = (text: string, own = false): Turn => ({ speaker: own ? 'doutu' : 'A', text, own })

/** A model that writes these pieces and then, if told, fails. */
function modelOf(pieces: string[], failure?: Error): LanguageModel & { heard: ModelMessage[] } {
  const heard: ModelMessage[] = []
  return {
    name: 'test',
    heard,
    async *stream(messages) {
      heard.push(...messages)
      yield* pieces
      if (failure) throw failure
    },
  }
}

async function spoken(model: LanguageModel | undefined, turns: Turn[], decision: Decision, locale: 'zh' | 'en' = 'zh') {
  const failures: unknown[] = []
  const pieces: string[] = []
  const speaker = makeSpeaker(bank, model, error => failures.push(error))
  for await (const piece of speaker.speak(turns, decision, locale)) pieces.push(piece)
  return { pieces, failures }
}

const repliesOf = (topic: string) => topics.find(item => item.topic === topic)?.replies ?? []

test('without a language model the bank answers the last line of a person', async () => {
  const { pieces } = await spoken(undefined, [says('早上好'), says('今晚要加班到十点'), says('嘿嘿', true)], held)
  expect(pieces).toHaveLength(1)
  expect(repliesOf('overtime')).toContain(pieces[0])
})

test('grief is answered gently, in the language of the page', async () => {
  const topic = topics.find(item => item.topic === 'grief-person')
  expect(topic?.replies).toContain((await spoken(undefined, [says('我爷爷去世了')], grief)).pieces[0])
  expect(topic?.repliesEnglish).toContain((await spoken(undefined, [says('我爷爷去世了')], grief, 'en')).pieces[0])
})

test('a meme that was sent gets no small talk beside it where the topic is unknown', async () => {
  expect((await spoken(undefined, [says('qwfpgj')], sent)).pieces).toEqual([])
  expect((await spoken(undefined, [says('qwfpgj')], held)).pieces).toHaveLength(1)
})

test('a language model streams, and hears who said what, the meme included', async () => {
  const model = modelOf(['在', '呢'])
  const turns = [says('又要加班'), says('[表情：摸鱼]', true), says('我真的会谢')]
  expect(await spoken(model, turns, held)).toEqual({ pieces: ['在', '呢'], failures: [] })
  expect(model.heard.map(message => message.role)).toEqual(['system', 'user', 'assistant', 'user'])
  expect(model.heard.slice(1).map(message => message.content)).toEqual(turns.map(turn => turn.text))
})

test('a language model that fails before a word is replaced by the bank, and the failure is told', async () => {
  const { pieces, failures } = await spoken(modelOf([], new Error('late')), [says('今晚要加班到十点')], held)
  expect(repliesOf('overtime')).toContain(pieces[0])
  expect(failures).toEqual([new Error('late')])
})

test('a language model that breaks off keeps what it said, and the bank does not talk on', async () => {
  const { pieces, failures } = await spoken(modelOf(['我觉'], new Error('cut')), [says('今晚要加班到十点')], held)
  expect(pieces).toEqual(['我觉'])
  expect(failures).toHaveLength(1)
})
