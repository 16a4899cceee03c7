import { useSignal, useSignalEffect } from '@preact/signals'
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { say } from '../locale.ts'
import { changes } from './actions.ts'
import { criteria, itemAt, refresh, selectAll, selectNone, selectRun, toggle, total, want } from './gallery.ts'
import { Tile } from './tile.tsx'
import { libraryWords } from './words.ts'

const ROW_HEIGHT = 182
const LEAST_TILE = 144
const EDGE = 12
const OVERSCAN = 3

/** The gallery: only the rows in sight exist, and one tile of all takes part in the tab order. */
export function Grid({ open }: { readonly open: (id: string) => void }) {
  const words = say(libraryWords)
  const scroller = useRef<HTMLDivElement>(null)
  const columns = useSignal(1)
  const current = useSignal(0)
  const anchor = useRef(0)
  const drawn = useSignal(0)
  const pending = useRef<number>(undefined)
  const kept = useRef<number>(undefined)
  const virtualizer = useVirtualizer(scroller, drawn, columns, current)
  const count = total.value ?? 0
  drawn.value
  // Drawn again when the meme there arrives.
  itemAt(current.value)

  useLayoutEffect(() => {
    const element = scroller.current!
    const measure = () => {
      const fitting = Math.max(2, Math.floor((element.clientWidth - 2 * EDGE) / LEAST_TILE))
      if (fitting === columns.peek()) return
      // The tile where one was goes to another row, and the eye and the keyboard with it.
      if (element.contains(document.activeElement)) pending.current = current.peek()
      columns.value = fitting
      kept.current = current.peek()
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])

  // The tile that the keyboard went to is there only once its row is drawn, and its meme has arrived.
  useLayoutEffect(() => {
    if (kept.current !== undefined)
      virtualizer.scrollToIndex(Math.floor(kept.current / columns.value), { align: 'auto' })
    kept.current = undefined
    if (pending.current === undefined) return
    const tile = scroller.current?.querySelector<HTMLElement>(`[data-index="${pending.current}"] .library-tile`)
    // Until then the grid itself hears the keys.
    const hearing = tile ?? scroller.current?.querySelector<HTMLElement>('.library-grid')
    if (tile) pending.current = undefined
    hearing?.focus({ preventScroll: true })
  })

  // Another list begins at its top.
  useSignalEffect(() => {
    criteria.value
    current.value = 0
    scroller.current?.scrollTo({ top: 0 })
  })
  const rows = virtualizer.getVirtualItems()
  const shown = useRef([0, 0] as readonly [number, number])
  const range = virtualizer.range
  shown.current = [(range?.startIndex ?? 0) * columns.value, ((range?.endIndex ?? 0) + OVERSCAN + 1) * columns.value]
  useEffect(() => {
    if (total.value !== undefined) want(...shown.current)
  }, [shown.current[0], shown.current[1], count])
  const seen = useRef(changes.value)
  useSignalEffect(() => {
    if (changes.value === seen.current) return
    seen.current = changes.value
    refresh(...shown.current)
  })

  function move(to: number, isExtending: boolean): void {
    const index = Math.max(0, Math.min(count - 1, to))
    if (isExtending) selectRun(anchor.current, index)
    else anchor.current = index
    current.value = index
    virtualizer.scrollToIndex(Math.floor(index / columns.value), { align: 'auto' })
    pending.current = index
  }

  function onKeyDown(event: KeyboardEvent): void {
    const [step, at] = [columns.value, current.value]
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT)) * step
    const places: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at - step >= 0 ? at - step : at,
      ArrowDown: at + step < count ? at + step : at,
      Home: event.ctrlKey || event.metaKey ? 0 : at - (at % step),
      End: event.ctrlKey || event.metaKey ? count - 1 : at - (at % step) + step - 1,
      PageUp: Math.max(at % step, at - page),
      PageDown: at + page < count ? at + page : count - 1,
    }
    const place = places[event.key]
    if (place !== undefined) move(place, event.shiftKey)
    else if (event.key === ' ') {
      const item = itemAt(at)
      if (item) toggle(item.id)
      anchor.current = at
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) void selectAll()
    else if (event.key === 'Escape') selectNone()
    else return
    event.preventDefault()
  }

  function onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement
    const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset.index ?? Number.NaN)
    if (Number.isNaN(index)) return
    current.value = index
    const box = target.closest<HTMLElement>('[data-select]')
    const id = box?.dataset.select ?? target.closest<HTMLElement>('[data-open]')?.dataset.open
    if (!id) return
    if (event.shiftKey) selectRun(anchor.current, index)
    else if (box || event.ctrlKey || event.metaKey) toggle(id)
    else open(id)
    anchor.current = index
  }

  return (
    <div class="library-scroller" ref={scroller}>
      <div
        class="library-grid"
        role="grid"
        tabIndex={-1}
        aria-label={words.gallery}
        aria-describedby="library-help"
        aria-multiselectable="true"
        aria-rowcount={Math.ceil(count / columns.value)}
        aria-colcount={columns.value}
        style={{ height: `${virtualizer.getTotalSize()}px` }}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        {rows.map(row => (
          <Row key={row.index} row={row.index} top={row.start} columns={columns.value} current={current.value} />
        ))}
      </div>
      <p id="library-help" class="hidden-text">
        {words.galleryHelp}
      </p>
    </div>
  )
}

interface RowProps {
  readonly row: number
  readonly top: number
  readonly columns: number
  readonly current: number
}

function Row({ row, top, columns, current }: RowProps) {
  const count = total.value ?? 0
  const places = Array.from({ length: columns }, (_, column) => row * columns + column).filter(place => place < count)
  return (
    <div
      class="library-row"
      role="row"
      aria-rowindex={row + 1}
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {places.map((place, column) => (
        <Tile key={place} item={itemAt(place)} index={place} column={column} isCurrent={place === current} />
      ))}
    </div>
  )
}

type Values<T> = { value: T }

/** A virtualizer of rows that redraws through `drawn`; the row where the keyboard is stays, so that focus is never lost. */
function useVirtualizer(
  scroller: { readonly current: HTMLDivElement | null },
  drawn: Values<number>,
  columns: Values<number>,
  current: Values<number>,
): Virtualizer<HTMLDivElement, Element> {
  const held = useRef<Virtualizer<HTMLDivElement, Element>>(null)
  const options = {
    count: Math.ceil((total.value ?? 0) / columns.value),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    paddingStart: EDGE,
    paddingEnd: 84,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const rows = defaultRangeExtractor(range)
      const kept = Math.floor(current.value / columns.value)
      return rows.includes(kept) || kept >= range.count ? rows : [...rows, kept].sort((a, b) => a - b)
    },
    onChange: () => {
      drawn.value += 1
    },
  }
  held.current ??= new Virtualizer(options)
  const virtualizer = held.current
  virtualizer.setOptions({ ...virtualizer.options, ...options })
  useLayoutEffect(() => virtualizer._didMount(), [])
  useLayoutEffect(() => virtualizer._willUpdate())
  return virtualizer
}
