import { REASON_SENTENCES } from '../../../../src/pipeline/reasons.ts'
import type { PageMeme } from '../../chat/protocol.ts'
import { repliesOf } from '../chat/conversation.ts'
import { conversation } from '../chat/session.ts'
import { locale, say } from '../locale.ts'
import { textOf } from './thought.ts'
import { isTrying, replayed } from './what-if.ts'
import { whyWords } from './words.ts'

/** What would have been sent, beside what was: every message of which either is true. */
export function Outcome() {
  const words = say(whyWords)
  const so = conversation.value
  const whatIf = replayed.value
  if (!isTrying.value || !whatIf)
    return (
      <p class="why-outcome" data-sends="">
        {words.same}
      </p>
    )
  const replies = new Map(repliesOf(so).map(reply => [reply.decision.id, reply.decision]))
  const rows = whatIf.flatMap(after => {
    const before = replies.get(after.decision)
    return before && (before.kind === 'send' || after.kind === 'send') ? [{ before, after }] : []
  })
  const count = (of: 'before' | 'after') => rows.filter(row => row[of].kind === 'send').length
  return (
    <div class="why-outcome" data-sends={count('after')} aria-live="polite">
      <p>{words.outcome(count('before'), count('after'))}</p>
      {rows.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.said}</th>
              <th scope="col">{words.nowColumn}</th>
              <th scope="col">{words.ifColumn}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ before, after }) => (
              <tr key={after.decision}>
                <td>{textOf(so, before)}</td>
                <td>
                  <Shown meme={before.meme} reason={before.reason} />
                </td>
                <td>
                  <Shown meme={after.meme} reason={after.reason} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

function Shown({ meme, reason }: { readonly meme: PageMeme | null; readonly reason: keyof typeof REASON_SENTENCES }) {
  if (meme) return <img src={meme.url} alt={meme.caption} title={meme.caption} width="44" height="44" />
  return <span title={REASON_SENTENCES[reason][locale.value]}>{say(whyWords).nothingSent}</span>
}
