import type { LanguageModel, ModelMessage } from '../../src/models/language-model.ts'
import type { Locale } from '../../src/pipeline/reasons.ts'
import type { Turn } from '../../src/schemas/context.ts'
import type { Decision } from '../../src/schemas/decision.ts'
import type { WordBank } from './bank.ts'

/** Answers in words, through the language model where there is one, else from the bank. */
export interface Speaker {
  /** Pieces of the answer; nothing at all where a meme says enough. @param persona how a language model should talk, beside its usual manner */
  speak(turns: readonly Turn[], decision: Decision, locale: Locale, persona?: string): AsyncGenerator<string>
}

const PROMPT: Record<Locale, string> = {
  zh: '你是聊天群里的朋友「斗图」，说话简短自然，像朋友打字：一两句话，不超过 40 个字，不用列表和套话。对方难过或遇到大事时，认真、温和，不开玩笑。[表情：…] 是你刚发的表情包，不要自己写这种标记。',
  en: 'You are doutu, a friend in a group chat. Answer briefly and naturally, one or two short sentences, no lists. When someone is sad or in trouble be sincere and gentle, never joke. [表情：…] marks a meme that you just sent; never write such marks yourself.',
}

export function makeSpeaker(
  bank: WordBank,
  model: LanguageModel | undefined,
  onFailure: (error: unknown) => void,
): Speaker {
  async function* fromBank(turns: readonly Turn[], decision: Decision, locale: Locale) {
    const last = turns.filter(turn => !turn.own).at(-1)?.text ?? ''
    const used = turns.filter(turn => turn.own).map(turn => turn.text)
    const reply = await bank.reply(last, decision.kind === 'hold' ? decision : undefined, used, locale)
    // A meme that hit needs no small talk beside it.
    if (decision.kind === 'send' && !reply.sure) return
    yield reply.text
  }
  return {
    async *speak(turns, decision, locale, persona = '') {
      if (!model) return yield* fromBank(turns, decision, locale)
      let spoken = false
      try {
        for await (const piece of model.stream(toMessages(turns, locale, persona))) {
          spoken = true
          yield piece
        }
      } catch (error) {
        onFailure(error)
        if (!spoken) yield* fromBank(turns, decision, locale)
      }
    },
  }
}

const PERSONA: Record<Locale, string> = {
  zh: '在不违背以上要求的前提下，你在这里的人设是：',
  en: 'As far as the above allows, your persona here is: ',
}
const SEVERAL: Record<Locale, string> = {
  zh: '群里有好几个人，每句话前面的字母是说话的人；你自己说话时不要加字母。',
  en: 'Several people talk; the letter before each line is who. Put no letter before your own.',
}

function toMessages(turns: readonly Turn[], locale: Locale, persona: string): ModelMessage[] {
  const people = [...new Set(turns.filter(turn => !turn.own).map(turn => turn.speaker))]
  // Letters, not names: who talks to whom matters, who they are does not.
  const letter = (speaker: string) => String.fromCharCode(65 + (people.indexOf(speaker) % 26))
  const said = ({ own, speaker, text }: Turn) => (own || people.length < 2 ? text : `${letter(speaker)}：${text}`)
  const system = [PROMPT[locale], people.length > 1 ? SEVERAL[locale] : '', persona ? PERSONA[locale] + persona : '']
  return [
    { role: 'system', content: system.filter(Boolean).join('\n') },
    ...turns.map(turn => ({ role: turn.own ? ('assistant' as const) : ('user' as const), content: said(turn) })),
  ]
}
