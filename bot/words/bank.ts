import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { DoutuError } from '../../src/errors.ts'
import { dot, type Encoder } from '../../src/models/encoder.ts'
import type { Locale } from '../../src/pipeline/reasons.ts'
import { parseJsonLines } from '../../src/schemas/context.ts'
import type { HoldReason } from '../../src/schemas/decision.ts'
import { contentWords } from '../../src/text/segment.ts'

const topicSchema = z.object({
  topic: z.string(),
  tone: z.enum(['light', 'gentle', 'calm', 'neutral']),
  examples: z.array(z.string()).min(1),
  replies: z.array(z.string()).min(1),
  repliesEnglish: z.array(z.string()).min(1),
})
type Topic = z.infer<typeof topicSchema>

/** Answers in words without a language model. */
export interface WordBank {
  /**
   * @param held why the gate held, if it did: grief is answered gently, a quarrel calmly
   * @param used replies of this conversation, so that none comes twice in a row
   * @returns the reply, and whether its topic was recognised
   */
  reply(
    text: string,
    held: HoldReason | undefined,
    used: readonly string[],
    locale: Locale,
  ): Promise<{ text: string; topic: string; sure: boolean }>
}

/** Below this likeness a topic is not recognised, and the reply invites to say more. */
const RECOGNISED = 0.5
const LEXICAL_SHARE = 0.35
const FALLBACK: Record<Topic['tone'], string> = {
  light: 'no-idea',
  neutral: 'no-idea',
  gentle: 'mild-sadness',
  calm: 'quarrel-between-people',
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
    let start = 0
    return topics.map(topic => vectors.slice(start, (start += topic.examples.length)))
  }
  const words = topics.map(topic => topic.examples.map(example => new Set(contentWords(example))))

  return {
    async reply(text, held, used, locale) {
      embedded ??= embed()
      const vectors = await embedded
      const [query] = await encoder.encode([text], 'query')
      const asked = contentWords(text)
      const tones: Topic['tone'][] =
        held === 'serious-topic' ? ['gentle'] : held === 'quarrel' ? ['calm'] : ['light', 'neutral']
      const scored = topics
        .map((topic, row) => ({
          topic,
          likeness: Math.max(
            ...vectors[row]!.map(
              (vector, column) => dot(query!, vector) + LEXICAL_SHARE * shared(asked, words[row]![column]!),
            ),
          ),
        }))
        .filter(({ topic }) => tones.includes(topic.tone))
        .sort((a, b) => b.likeness - a.likeness)
      const best = scored[0]
      const sure = best !== undefined && best.likeness >= RECOGNISED
      const topic = sure ? best.topic : (topics.find(item => item.topic === FALLBACK[tones[0]!]) ?? best!.topic)
      const replies = locale === 'zh' ? topic.replies : topic.repliesEnglish
      const fresh = replies.filter(reply => !used.includes(reply))
      const pool = fresh.length > 0 ? fresh : replies
      return { text: pool[Math.floor(random() * pool.length)]!, topic: topic.topic, sure }
    },
  }
}

function shared(asked: readonly string[], words: ReadonlySet<string>): number {
  return asked.length === 0 ? 0 : asked.filter(word => words.has(word)).length / asked.length
}
