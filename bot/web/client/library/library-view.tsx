import './library.css'
import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { say } from '../locale.ts'
import { navigate, route } from '../route.ts'
import { changes, notice, sentenceOf, undo } from './actions.ts'
import { DetailPanel } from './detail-panel.tsx'
import { detail, look, lookAway } from './edit.ts'
import { criteria, lookFor, overview, problem, readOverview, total } from './gallery.ts'
import { Grid } from './grid.tsx'
import { SelectionBar, Toast } from './selection-bar.tsx'
import { Toolbar } from './toolbar.tsx'
import { libraryWords } from './words.ts'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input:not([type="checkbox"]), textarea, select') !== null

/** The keeper's view of the library: what there is, everything about it, and all that can be done with it. */
export default function LibraryView() {
  const words = say(libraryWords)
  const opened = route.value.parameters.get('meme') ?? ''
  const opener = useRef('')

  useEffect(() => {
    lookFor(route.peek().parameters.get('q') ? { q: route.peek().parameters.get('q')! } : {})
    void readOverview()
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  useEffect(() => {
    if (opened) void look(opened)
    else lookAway()
  }, [opened])
  const seen = useRef(changes.peek())
  useSignalEffect(() => {
    if (changes.value === seen.current) return
    seen.current = changes.value
    const shown = detail.peek()
    if (shown) void look(shown.id)
  })

  const address = (meme?: string) => ({
    ...(criteria.peek().q && { q: criteria.peek().q! }),
    ...(meme && { meme }),
  })
  const open = (id: string) => {
    if (!opened) opener.current = id
    navigate('library', address(id), Boolean(opened))
  }
  const close = () => {
    navigate('library', address(), true)
    document.querySelector<HTMLElement>(`[data-open="${opener.current}"]`)?.focus()
  }
  const isEmpty = total.value === 0
  return (
    <div class={`library${opened ? ' library-opened' : ''}`}>
      <div class="library-main">
        <Toolbar />
        {problem.value !== undefined && (
          <p class="library-problem" role="alert">
            {sentenceOf(problem.value)}
          </p>
        )}
        {isEmpty && <p class="empty">{overview.value?.total === 0 ? words.emptyLibrary : words.nothing}</p>}
        <Grid open={open} />
        <SelectionBar />
        <Toast />
      </div>
      {opened && <DetailPanel id={opened} close={close} open={open} />}
    </div>
  )
}

/** `/` goes to the search, Ctrl+Z takes back what was done last. */
function onKeyDown(event: KeyboardEvent): void {
  if (isTyping(event.target) || route.peek().view !== 'library') return
  const last = notice.peek()?.batch
  if (event.key === '/') document.getElementById('library-search')?.focus()
  else if (event.key === 'z' && (event.ctrlKey || event.metaKey) && last) void undo(last)
  else return
  event.preventDefault()
}
