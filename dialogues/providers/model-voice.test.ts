import { describe, expect, it } from 'vitest'
import type { ModelMessage } from '../../src/models/language-model.ts'
import { makePlan } from '../plan.ts'
import { answer } from '../testing/server.ts'
import { PLAN, shippedBook } from '../testing/workshop.ts'
import type { ChatModel } from './chat-model.ts'
import { modelProvider } from './model-voice.ts'
import { RejectedReply, type View } from './provider.ts'

const never = new AbortController().signal

/** A model that says these things, one after the other, and remembers what it was asked. */
function saying(...texts: string[]): ChatModel & { asked: Array<readonly ModelMessage[]> } {
  const asked: Array<readonly ModelMessage[]> = []
  return {
    name: 'm',
    asked,
    async complete(messages) {
      asked.push(messages)
      return { text: texts.shift() ?? '', refused: false }
    },
    usage: () => ({ promptTokens: 0, completionTokens: 0, requests: 0 }),
    close: async () => {},
  }
}

const cast = makePlan(shippedBook(), { ...PLAN, kinds: ['role'] }).cast(0, 0)
const view = (given: Partial<View> = {}): View => ({
  self: 'A',
  persona: cast.personas[0],
  otherName: cast.calls[0],
  title: cast.scene.title,
  setting: cast.scene.setting,
  news: undefined,
  memory: [],
  left: 6,
  total: 6,
  ...given,
})
const voiceOf = (model: ChatModel) => modelProvider('openai', model).open(cast, 'A')
const textOf = (messages: readonly ModelMessage[]) => messages.map(({ content }) => content).join('\n')

describe('a side spoken by a language model', () => {
  it('says the words with its own estimate of scenario, emotion and motivation', async () => {
    const reply = await voiceOf(saying(answer('在呢', { meme: 'alone', more: true }))).reply(view(), never)
    expect(reply).toMatchObject({ text: '在呢', meme: 'alone', more: true, facets: { emotion: '开心、轻松' } })
  })

  it('is told its own goal and persona, and nothing of the other’s', async () => {
    const model = saying(answer('在呢'))
    await voiceOf(model).reply(view(), never)
    const prompt = textOf(model.asked[0]!)
    const [self, other] = cast.personas
    for (const own of [self.name, self.goal, self.speech, self.character, cast.scene.setting])
      expect(prompt).toContain(own)
    for (const foreign of [other.goal, other.speech, other.character]) expect(prompt).not.toContain(foreign)
  })

  it('is told what a meme says and what feeling it carries, and keeps whose words are whose', async () => {
    const model = saying(answer('哈哈'))
    const meme = { id: 'x', caption: '我马上到 （牙还没刷）', shows: '迟到', emotion: '心虚' }
    const memory = [
      { speaker: 'A' as const, text: '到哪了', meme: null },
      { speaker: 'B' as const, text: '', meme },
    ]
    await voiceOf(model).reply(view({ memory }), never)
    const roles = model.asked[0]!.map(({ role }) => role)
    expect(roles).toEqual(['system', 'assistant', 'user'])
    expect(model.asked[0]![2]!.content).toMatch(/图上写着「我马上到 （牙还没刷）」，情绪是心虚/)
  })

  it('asks once more for an answer that cannot be read, and takes the parts that both gave', async () => {
    const model = saying('嗯嗯我在的', answer('在呢'))
    expect(await voiceOf(model).reply(view(), never)).toMatchObject({ text: '在呢' })
    expect(textOf(model.asked[1]!)).toContain('嗯嗯我在的')
    const halves = saying('{"text":"在呢"}', '{"scenario":"s","emotion":"e","motivation":"m"}')
    expect(await voiceOf(halves).reply(view(), never)).toMatchObject({
      text: '在呢',
      facets: { scenario: 's', emotion: 'e', motivation: 'm' },
    })
  })

  it('does without facets rather than without words', async () => {
    expect(await voiceOf(saying('{"text":"在呢"}', '?')).reply(view(), never)).toMatchObject({
      text: '在呢',
      facets: { scenario: '', emotion: '', motivation: '' },
    })
  })

  it.each([
    ['unparseable', ['什么', '还是不会']],
    ['empty', ['', '  ']],
    ['refusal', ['抱歉，我无法扮演这个角色。']],
    ['refusal', ["I'm sorry, but I can't help with that."]],
  ])('is rejected as %s after %j', async (reason, texts) => {
    const error = await voiceOf(saying(...texts))
      .reply(view(), never)
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(RejectedReply)
    expect(error).toMatchObject({ reason })
  })

  it('says the words that gave way to a meme on its next turn, without asking anew', async () => {
    const model = saying(answer('我先说这句'), answer('再说这句'))
    const voice = voiceOf(model)
    await voice.reply(view(), never)
    voice.held?.()
    expect(await voice.reply(view(), never)).toMatchObject({ text: '我先说这句', meme: 'after' })
    expect(await voice.reply(view(), never)).toMatchObject({ text: '再说这句' })
    expect(model.asked).toHaveLength(2)
  })
})
