import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { DoutuError } from '../../src/errors.ts'
import { dot, type Encoder } from '../../src/models/encoder.ts'
import type { Locale } from '../../src/pipeline/reasons.ts'
import { parseJsonLines } from '../../src/schemas/context.ts'
import type { Decision } from '../../src/schemas/decision.ts'
import { contentWords } from '../../src/text/segment.ts'

const topicSchema = z.object({
  topic: z.string(),
  tone: z.enum(['light', 'gentle', 'calm', 'neutral']),
  examples: z.array(z.string()).min(1),
  replies: z.array(z.string()).min(1),
  repliesEnglish: z.array(z.string()).min(1),
})
type Topic = z.infer<typeof topicSchema>

/** Why a meme was held, as its decision says it. */
export type Held = Pick<Extract<Decision, { kind: 'hold' }>, 'reason' | 'evidence'>

/** Answers in words without a language model. */
export interface WordBank {
  /**
   * @param held why a meme was held, if it was: grief is answered gently, a quarrel calmly
   * @param used replies of this conversation, oldest first: none comes again while others are left
   * @returns the reply, and whether its topic was recognised
   */
  reply(
    text: string,
    held: Held | undefined,
    used: readonly string[],
    locale: Locale,
  ): Promise<{ text: string; topic: string; sure: boolean }>
}

/** Below this likeness a topic is not recognised, and the reply invites to say more. */
const RECOGNISED = 0.5
const LEXICAL_SHARE = 0.35
const UNRECOGNISED: Record<Topic['tone'], string> = {
  light: 'no-idea',
  neutral: 'no-idea',
  gentle: 'hard-time',
  calm: 'quarrel-between-people',
}
/** Topics of each thing that the gate names as serious: who lost a grandfather is not consoled about a pet or a job. */
const TOPICS_OF: Readonly<Record<string, readonly string[]>> = {
  bereavement: ['grief-person', 'grief-pet'],
  illness: ['own-illness', 'family-illness'],
  'self-harm': ['hopeless-or-self-harm'],
  violence: ['violence-suffered'],
  disaster: ['disaster'],
  livelihood: ['lost-job'],
  bullying: ['bullying'],
}

/** Tones that are right after this, and the topic for a line that is not recognised. */
function manner(held: Held | undefined): { allows: (topic: Topic) => boolean; otherwise: string } {
  if (held?.reason === 'quarrel') return { allows: topic => topic.tone === 'calm', otherwise: UNRECOGNISED.calm }
  if (held?.reason === 'empty-message' || (held?.reason === 'not-chat' && held.evidence !== 'acknowledgement'))
    return { allows: topic => topic.topic === UNRECOGNISED.neutral, otherwise: UNRECOGNISED.neutral }
  if (held?.reason !== 'serious-topic')
    return { allows: topic => topic.tone === 'light' || topic.tone === 'neutral', otherwise: UNRECOGNISED.light }
  const about = held.evidence?.replace(/^after-/, '') ?? ''
  const named = TOPICS_OF[about]
  // Whoever may be in danger is told where help is, recognised or not.
  const otherwise = about === 'self-harm' ? 'hopeless-or-self-harm' : UNRECOGNISED.gentle
  return { allows: topic => topic.tone === 'gentle' && (!named || named.includes(topic.topic)), otherwise }
}

/** Reads the bank that ships with doutu. @throws DoutuError `library-broken` */
export function readTopics(path: URL = new URL('./bank.jsonl', import.meta.url)): Topic[] {
  return [...parseJsonLines(readFileSync(path, 'utf8').split('\n'), topicSchema)].map(parsed => {
    if ('error' in parsed)
      throw new DoutuError(
        'library-broken',
        `The word bank is damaged: ${parsed.error.message}`,
        'Restore it with: git checkout bot/words',
        parsed.error,
      )
    return parsed.value
  })
}

/** Opens the bank on an encoder; its examples are embedded on the first reply. */
export function openWordBank(
  encoder: Encoder,
  random: () => number,
  topics: readonly Topic[] = readTopics(),
): WordBank {
  let embedded: Promise<Float32Array[][]> | undefined
  const embed = async () => {
    const vectors = await encoder.encode(
      topics.flatMap(topic => topic.examples),
      'passage',
    )
    let end = 0
    return topics.map(({ examples }) => {
      end += examples.length
      return vectors.slice(end - examples.length, end)
    })
  }
  const words = topics.map(topic => topic.examples.map(example => new Set(contentWords(example))))

  return {
    async reply(text, held, used, locale) {
      embedded ??= embed()
      const vectors = await embedded
      const [query] = await encoder.encode([text], 'query')
      const asked = contentWords(text)
      const { allows, otherwise } = manner(held)
      const scored = topics
        .map((topic, row) => ({
          topic,
          likeness: Math.max(
            ...vectors[row]!.map(
              (vector, column) => dot(query!, vector) + LEXICAL_SHARE * shared(asked, words[row]![column]!),
            ),
          ),
        }))
        .filter(({ topic }) => allows(topic))
        .sort((a, b) => b.likeness - a.likeness)
      const best = scored[0]
      const sure = best !== undefined && best.likeness >= RECOGNISED
      const topic = sure ? best.topic : (topics.find(item => item.topic === otherwise) ?? best!.topic)
      const replies = locale === 'zh' ? topic.replies : topic.repliesEnglish
      return { text: pick(replies, used, random), topic: topic.topic, sure }
    },
  }
}

/** A reply that was not used yet, else the one whose use is longest ago. */
function pick(replies: readonly string[], used: readonly string[], random: () => number): string {
  const fresh = replies.filter(reply => !used.includes(reply))
  if (fresh.length > 0) return fresh[Math.floor(random() * fresh.length)]!
  return [...replies].sort((a, b) => used.lastIndexOf(a) - used.lastIndexOf(b))[0]!
}

function shared(asked: readonly string[], words: ReadonlySet<string>): number {
  return asked.length === 0 ? 0 : asked.filter(word => words.has(word)).length / asked.length
}
