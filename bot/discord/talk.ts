import { MessageFlags } from 'discord.js'
import type { Turn } from '../../src/schemas/context.ts'
import type { Decision } from '../../src/schemas/decision.ts'
import type { Speaker } from '../words/speaker.ts'
import { defuse } from './defuse.ts'
import type { Place } from './places.ts'

/** How long an answer may take before typing is shown, and how long Discord shows it. */
const THINKING_MILLISECONDS = 120
const TYPING_MILLISECONDS = 8000

/** How memes stand in the context; a language model may take it for a way of speaking. */
const MARK = /\[表情：[^\]]*\]/g

/** What is answered in words. */
export interface Question {
  readonly place: Place
  readonly turns: readonly Turn[]
  readonly decision: Decision
  /** The message that speaks to the bot. */
  readonly message: string
}

/**
 * Answers in words, as a reply that mentions nobody. Typing is shown while the words are looked for, and not at all where there are none.
 * @returns what was said and the id of its message, or undefined
 */
export async function answerInWords(
  speaker: Speaker,
  { place, turns, decision, message }: Question,
): Promise<{ text: string; message: string } | undefined> {
  const typing = showTyping(place)
  try {
    let words = ''
    for await (const piece of speaker.speak(turns, decision, place.locale, place.settings.persona)) {
      typing.now()
      words += piece
    }
    const text = defuse(words.replace(MARK, ''))
    if (!text) return undefined
    await typing.shown()
    const sent = await place.channel.send({
      content: text,
      reply: { messageReference: message, failIfNotExists: false },
      allowedMentions: { parse: [], repliedUser: false },
      flags: MessageFlags.SuppressEmbeds,
    })
    return { text: words, message: sent.id }
  } finally {
    typing.stop()
  }
}

/** Shows typing once it takes a moment, or at once when told, and keeps it up. Not being able to is no failure. */
function showTyping({ channel }: Place): { now(): void; shown(): Promise<void>; stop(): void } {
  let started: Promise<void> | undefined
  let again: NodeJS.Timeout | undefined
  const type = () => channel.sendTyping().catch(() => {})
  const now = () => {
    if (started) return
    started = type()
    again = setInterval(type, TYPING_MILLISECONDS)
  }
  const soon = setTimeout(now, THINKING_MILLISECONDS)
  return {
    now,
    shown: async () => started,
    stop() {
      clearTimeout(soon)
      clearInterval(again)
    },
  }
}
