import { ACTION_NAMES } from '../../library/protocol.ts'
import { say } from '../locale.ts'
import { act, notice, progress, stop, undo } from './actions.ts'
import { selectAll, selected, selectNone, total } from './gallery.ts'
import { libraryWords } from './words.ts'

/** What can be done with the selected memes, and how far it is. */
export function SelectionBar() {
  const words = say(libraryWords)
  const count = selected.value.size
  if (progress.value) {
    const { done, total: all } = progress.value
    return (
      <div class="library-bar" role="status">
        <span>{words.working(done, all)}</span>
        <progress value={done} max={all} aria-label={words.working(done, all)} />
        <button type="button" onClick={stop}>
          {words.stop}
        </button>
      </div>
    )
  }
  if (count === 0) return null
  return (
    <div class="library-bar" role="toolbar" aria-label={words.selected(count)}>
      <strong>{words.selected(count)}</strong>
      {ACTION_NAMES.map(action => (
        <button
          key={action}
          type="button"
          class={action === 'delete' || action === 'block' ? 'danger' : ''}
          onClick={() => act(action, [...selected.value])}
        >
          {words.actions[action]}
        </button>
      ))}
      {count < (total.value ?? 0) && (
        <button type="button" class="quiet" onClick={() => selectAll()}>
          {words.selectAll(total.value ?? 0)}
        </button>
      )}
      <button type="button" class="quiet" onClick={selectNone}>
        {words.unselect}
      </button>
    </div>
  )
}

/** What was just done, with the way back. It stays until something else is done or it is closed: nobody has to hurry. */
export function Toast() {
  const words = say(libraryWords)
  const said = notice.value
  return (
    <div class="library-toast-place" role={said?.isProblem ? 'alert' : 'status'}>
      {said && (
        <div class={`library-toast${said.isProblem ? ' library-toast-problem' : ''}`}>
          <div>
            {said.text}
            {said.held && said.held.length > 0 && (
              <ul>
                <li>{words.held(said.held.length)}</li>
                {said.held.slice(0, 5).map(({ id, caption, code }) => (
                  <li key={id}>
                    {caption || words.noCaption}: {words.heldBecause[code]}
                  </li>
                ))}
              </ul>
            )}
          </div>
          {said.batch && (
            <button type="button" class="main" onClick={() => undo(said.batch!)}>
              {words.undo}
            </button>
          )}
          <button type="button" class="quiet" onClick={() => closeToast()}>
            {words.close}
          </button>
        </div>
      )}
    </div>
  )

  function closeToast(): void {
    notice.value = undefined
  }
}
