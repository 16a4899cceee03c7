import { z } from 'zod'
import { promptOf, repairPrompt } from '../agents/prompts.ts'
import type { ChatModel, Completion } from './chat-model.ts'
import { answerSchema, isWhole, type PartialAnswer, parseAnswer } from './parse.ts'
import { type Provider, RejectedReply, type Reply, type View, type Voice } from './provider.ts'

const SCHEMA = z.toJSONSchema(answerSchema)
const REFUSAL =
  /(?:抱歉|对不起|很遗憾)[，,]?\s*(?:我|作为|该|这).{0,12}(?:不能|无法|没办法)|i(?:'m| am) sorry,? (?:but )?i can|i can(?:'|no)t (?:assist|help|comply)/i

/** Both sides of dialogues spoken by one language model; each side with a prompt of its own. */
export function modelProvider(name: 'openai' | 'local', model: ChatModel): Provider {
  return {
    name,
    model: model.name,
    open: () => openModelVoice(model),
    usage: () => model.usage(),
    close: () => model.close(),
  }
}

/** One side of a dialogue, spoken by a language model. */
function openModelVoice(model: ChatModel): Voice {
  let waiting: Reply | undefined
  let last: Reply | undefined
  return {
    async reply(view, signal) {
      // Words that gave way to a meme are said now, after the other's reaction.
      const held = waiting
      waiting = undefined
      const reply = held ? { ...held, meme: 'after' as const } : await askFor(model, view, signal)
      last = { ...reply, more: reply.more && view.memory.at(-1)?.speaker !== view.self }
      return last
    },
    held() {
      waiting = last
    },
  }
}

async function askFor(model: ChatModel, view: View, signal: AbortSignal): Promise<Reply> {
  const messages = promptOf(view)
  const first = await model.complete(messages, SCHEMA, signal)
  const answer = read(first)
  if (answer && isWhole(answer)) return replyOf(answer)
  const second = await model.complete(repairPrompt(messages, first.text), SCHEMA, signal)
  const mended = { ...answer, ...read(second) }
  if (mended.text) return replyOf(mended)
  const empty = first.text.trim() === '' && second.text.trim() === ''
  throw new RejectedReply(
    empty ? 'empty' : 'unparseable',
    empty ? 'The answer was empty, twice.' : 'The answer could not be read, and neither could its repair.',
  )
}

function read(completion: Completion): PartialAnswer | undefined {
  const answer = completion.refused ? undefined : parseAnswer(completion.text)
  if (completion.refused || (!answer?.text && REFUSAL.test(completion.text)))
    throw new RejectedReply('refusal', 'The model refused.')
  return answer
}

function replyOf({
  text = '',
  scenario = '',
  emotion = '',
  motivation = '',
  meme = 'after',
  more = false,
}: PartialAnswer): Reply {
  return { text, facets: { scenario, emotion, motivation }, meme, more }
}
