import { type Item, thumbnailOf } from '../../library/protocol.ts'
import { say } from '../locale.ts'
import { selected } from './gallery.ts'
import { libraryWords } from './words.ts'

interface TileProps {
  readonly item: Item | undefined
  readonly index: number
  readonly column: number
  /** Whether the keyboard is here. */
  readonly isCurrent: boolean
}

/** One meme of the gallery. Clicks and keys are the grid's; `data-index` says which it is. */
export function Tile({ item, index, column, isCurrent }: TileProps) {
  const words = say(libraryWords)
  if (!item)
    return <div class="library-cell library-waiting" role="gridcell" aria-colindex={column + 1} aria-busy="true" />
  const { id, caption, frames, state, rating, scope, score, matched } = item
  const isSelected = selected.value.has(id)
  const name = caption || words.noCaption
  return (
    <div class="library-cell" role="gridcell" aria-colindex={column + 1} aria-selected={isSelected} data-index={index}>
      <button type="button" class="library-tile" tabIndex={isCurrent ? 0 : -1} data-open={id}>
        <img src={thumbnailOf(id)} alt="" width="132" height="132" decoding="async" draggable={false} />
        <span class="library-caption">{name}</span>
        <span class="library-marks">
          {frames > 1 && <span class="library-mark">{words.moving}</span>}
          {state !== 'approved' && <span class={`library-mark library-state-${state}`}>{words.states[state]}</span>}
          {rating !== 'safe' && <span class="library-mark library-unsafe">{words.ratings[rating]}</span>}
          {scope !== 'global' && <span class="library-mark">{words.guild(scope.replace(/^guild:/, ''))}</span>}
          {matched.length > 0 && <span class="library-mark library-match">{words.byWords}</span>}
          {score !== null && matched.length === 0 && (
            <span class="library-mark library-match">{words.fits(Math.round(score * 100))}</span>
          )}
        </span>
      </button>
      <input
        type="checkbox"
        class="library-check"
        tabIndex={-1}
        checked={isSelected}
        aria-label={words.select(name)}
        data-select={id}
      />
    </div>
  )
}
