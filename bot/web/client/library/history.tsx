import type { EditEntry } from '../../library/protocol.ts'
import { locale, say } from '../locale.ts'
import { undo } from './actions.ts'
import { libraryWords } from './words.ts'

/** What was changed about a meme, newest first; everything done at once is one entry, and can be taken back. */
export function History({ edits }: { readonly edits: readonly EditEntry[] }) {
  const words = say(libraryWords)
  const batches = Map.groupBy(edits, edit => edit.batch)
  return (
    <section>
      <h3>{words.history}</h3>
      {batches.size === 0 && <p>{words.noHistory}</p>}
      <ol class="library-history">
        {[...batches].map(([batch, entries]) => (
          <li key={batch}>
            <div>
              <small>
                {new Date(entries[0]!.at).toLocaleString(locale.value)} {entries[0]!.undoes !== null && words.undoOf}
              </small>
              {entries.map(({ id, field, before, after }) => (
                <p key={id}>{words.historyLine(nameOf(field), textOf(before), textOf(after))}</p>
              ))}
            </div>
            <button type="button" class="quiet" onClick={() => undo(batch)}>
              {words.undo}
            </button>
          </li>
        ))}
      </ol>
    </section>
  )

  function nameOf(field: string): string {
    return (words.facets[field] ?? field).split(/[：:（(]/)[0]!.trim()
  }
}

const SHOWN = 80

function textOf(value: unknown): string {
  const text = Array.isArray(value) ? value.join(' / ') : String(value ?? '')
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
