import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { select, selected } from '../chat/session.ts'
import { say } from '../locale.ts'
import { LazyView } from '../shell/lazy-view.tsx'
import { whyWords } from './words.ts'

const loadPanel = () => import('./why-panel.tsx')

/** Whether the explanation covers the chat, where there is no room beside it. */
export const isOpen = signal(false)

/** The explanation: beside the chat, or over it on a small window. */
export function WhyAside() {
  const words = say(whyWords)
  const close = useRef<HTMLButtonElement>(null)
  const open = isOpen.value
  useEffect(() => {
    if (open) close.current?.focus()
  }, [open])
  return (
    <aside
      class={`why ${open ? 'why-open' : ''}`}
      aria-label={words.title}
      onKeyDown={event => {
        if (event.key === 'Escape') isOpen.value = false
      }}
    >
      <header class="why-header">
        <h2>{words.title}</h2>
        <button
          type="button"
          class="why-close"
          ref={close}
          onClick={() => {
            isOpen.value = false
          }}
        >
          {words.close}
        </button>
      </header>
      <section
        class="why-body"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard.
        tabIndex={0}
        aria-label={words.title}
      >
        {selected.value ? <LazyView load={loadPanel} /> : <p class="empty">{words.nothing}</p>}
      </section>
    </aside>
  )
}

/** Explains a decision, and brings the explanation to the front. */
export function showWhy(decision: string): void {
  select(decision)
  isOpen.value = true
}
