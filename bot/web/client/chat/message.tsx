import { locale, say } from '../locale.ts'
import { verdictOf } from '../why/sentence.ts'
import { showWhy } from '../why/why-aside.tsx'
import { clockOf } from './clock.ts'
import type { Line, Reply } from './conversation.ts'
import { acknowledge, another, selected, sendAgain, vote } from './session.ts'
import { chatWords } from './words.ts'

/** What the person at this page said. `verdict` is the reply to the thought that this line ends. */
export function LineMessage({ line, verdict }: { readonly line: Line; readonly verdict: Reply | undefined }) {
  const words = say(chatWords)
  return (
    <li class="chat-turn chat-mine" data-line={line.id}>
      <div class="chat-column">
        <div class="chat-said">
          <time class="chat-time" dateTime={new Date(line.at).toISOString()}>
            {clockOf(line.at, locale.value)}
          </time>
          <div class="chat-bubble">
            <span class="hidden-text">{words.you}: </span>
            {line.text}
          </div>
        </div>
        {line.state === 'failed' && (
          <button type="button" class="chat-failed danger" onClick={() => sendAgain(line.id)}>
            {words.failed} · {words.again}
          </button>
        )}
        {verdict && <Verdict reply={verdict} />}
      </div>
      <img class="chat-avatar" src="/me.svg" alt="" width="40" height="40" />
    </li>
  )
}

/** The line under a thought that says what was decided; pressed, it is explained. */
function Verdict({ reply }: { readonly reply: Reply }) {
  const { id, kind } = reply.decision
  return (
    <button
      type="button"
      class={`chat-verdict chat-verdict-${kind}`}
      aria-pressed={selected.value?.decision.id === id}
      onClick={() => showWhy(id)}
    >
      {verdictOf(reply, locale.value)}
    </button>
  )
}

/** What the bot answered: a meme or none, words or none. */
export function ReplyMessage({ reply }: { readonly reply: Reply }) {
  const { shown, words, typing, decision } = reply
  if (!shown && !words && !typing) return null
  const texts = say(chatWords)
  return (
    <li class="chat-turn chat-bot" data-decision={decision.id} aria-busy={typing}>
      <img class="chat-avatar" src="/icon.svg" alt="" width="40" height="40" />
      <div class="chat-column">
        {shown && <Meme reply={reply} />}
        {typing && <Typing />}
        {words && (
          <div class="chat-said">
            <div class="chat-bubble">
              <span class="hidden-text">{texts.bot}: </span>
              {words}
            </div>
            <time class="chat-time" dateTime={new Date(decision.at).toISOString()}>
              {clockOf(decision.at, locale.value)}
            </time>
          </div>
        )}
      </div>
    </li>
  )
}

function Typing() {
  return (
    <div class="chat-bubble chat-typing" role="img" aria-label={say(chatWords).typing}>
      <i />
      <i />
      <i />
    </div>
  )
}

function Meme({ reply }: { readonly reply: Reply }) {
  const { decision, shown, exhausted } = reply
  if (!shown) return null
  const words = say(chatWords)
  return (
    <>
      <button
        type="button"
        class="chat-meme"
        aria-label={`${shown.caption} · ${words.why}`}
        onClick={() => showWhy(decision.id)}
      >
        <img
          src={shown.url}
          alt={shown.caption}
          width={shown.width}
          height={shown.height}
          onLoad={() => acknowledge(decision.id)}
        />
      </button>
      <div class="chat-actions">
        <Vote reply={reply} reaction="up" />
        <Vote reply={reply} reaction="down" />
        <button type="button" disabled={exhausted} data-reaction="another" onClick={() => another(decision.id)}>
          {exhausted ? words.exhausted : words.another}
        </button>
      </div>
    </>
  )
}

function Vote({ reply, reaction }: { readonly reply: Reply; readonly reaction: 'up' | 'down' }) {
  const sign = reaction === 'up' ? '👍' : '👎'
  return (
    <button
      type="button"
      data-reaction={reaction}
      aria-pressed={reply.vote === reaction}
      onClick={() => vote(reply.decision.id, reaction)}
    >
      <img src="/thumb.svg" alt={sign} width="15" height="15" />
      {say(chatWords)[reaction]}
    </button>
  )
}
