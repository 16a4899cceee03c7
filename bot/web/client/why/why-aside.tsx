import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { select, selected } from '../chat/session.ts'
import { say } from '../locale.ts'
import { LazyView } from '../shell/lazy-view.tsx'
import { whyWords } from './words.ts'

const loadPanel = () => import('./why-panel.tsx')

/** As in chat.css: there is no room for the explanation beside the chat. */
const narrow = matchMedia('(max-width: 960px)')
/** Whether the explanation covers the chat. */
export const isOpen = signal(false)
narrow.addEventListener('change', () => {
  isOpen.value = false
})

/** The explanation: beside the chat, or over it on a small window. */
export function WhyAside() {
  const words = say(whyWords)
  const button = useRef<HTMLButtonElement>(null)
  const open = isOpen.value
  useEffect(() => {
    if (open) button.current?.focus()
    // Back to where one was, now that it can be reached again.
    else if (opener instanceof HTMLElement) opener.focus()
  }, [open])
  return (
    <aside
      class={`why ${open ? 'why-open' : ''}`}
      aria-label={words.title}
      onKeyDown={event => {
        if (event.key === 'Escape') close()
      }}
    >
      <header class="why-header">
        <h2>{words.title}</h2>
        <button type="button" class="why-close" ref={button} onClick={close}>
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

/** What had the focus when the explanation was opened. */
let opener: Element | null = null

function close(): void {
  isOpen.value = false
}

/** Explains a decision, and brings the explanation to the front. */
export function showWhy(decision: string): void {
  select(decision)
  isOpen.value = narrow.matches
  opener = isOpen.value ? document.activeElement : null
}
