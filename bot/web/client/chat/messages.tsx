import { Fragment } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { locale, say } from '../locale.ts'
import { isPause, stampOf } from './clock.ts'
import type { Entry, Reply } from './conversation.ts'
import { LineMessage, ReplyMessage } from './message.tsx'
import { conversation, problem } from './session.ts'
import { chatWords } from './words.ts'

/** Someone who is within this many pixels of the end is looking at it. */
const NEAR_THE_END = 200

const timeOf = (entry: Entry) => (entry.kind === 'line' ? entry.at : entry.decision.at)

/** The conversation; who looks at its end is kept there. */
export function Messages({ children }: { readonly children?: preact.ComponentChildren }) {
  const scroller = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const { entries } = conversation.value
  const last = entries.at(-1)
  const message = problem.value

  useLayoutEffect(() => {
    const node = scroller.current
    if (node && (atEnd.current || (last?.kind === 'line' && last.state === 'sending')))
      node.scrollTop = node.scrollHeight
  }, [entries, last, message])

  const watch = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = scroller.current ?? {}
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_THE_END
  }
  const verdicts = verdictsOf(entries)
  return (
    <section
      class="chat-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard.
      tabIndex={0}
      ref={scroller}
      onScroll={watch}
      aria-label={say(chatWords).conversation}
    >
      {children}
      <div role="log" aria-live="polite" aria-relevant="additions text">
        <ol class="chat-messages">
          {entries.map((entry, index) => {
            const before = entries[index - 1]
            const at = timeOf(entry)
            return (
              <Fragment key={entry.kind === 'line' ? entry.id : entry.decision.id}>
                {isPause(before && timeOf(before), at) && (
                  <li class="chat-stamp">
                    <time dateTime={new Date(at).toISOString()}>{stampOf(at, Date.now(), locale.value)}</time>
                  </li>
                )}
                {entry.kind === 'line' ? (
                  <LineMessage line={entry} verdict={verdicts.get(entry.id)} />
                ) : (
                  <ReplyMessage reply={entry} />
                )}
              </Fragment>
            )
          })}
        </ol>
      </div>
      {message && (
        <p class="chat-problem" role="alert">
          {message}
        </p>
      )}
    </section>
  )
}

/** The replies by the line that ends the thought which they answer. */
function verdictsOf(entries: readonly Entry[]): ReadonlyMap<string, Reply> {
  return new Map(
    entries.flatMap(entry => (entry.kind === 'reply' ? [[entry.decision.messages.at(-1) ?? '', entry] as const] : [])),
  )
}
