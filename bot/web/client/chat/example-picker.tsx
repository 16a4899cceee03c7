import { locale, say } from '../locale.ts'
import { EXAMPLES, type Example } from './examples.ts'
import { play } from './play.ts'
import { chatWords } from './words.ts'

/** The example conversations as cards. @param onPick told when one begins */
export function ExamplePicker({ onPick }: { readonly onPick?: () => void }) {
  return (
    <ul class="chat-examples">
      {EXAMPLES.map(example => (
        <li key={example.id}>
          <button
            type="button"
            data-example={example.id}
            onClick={() => {
              onPick?.()
              void play(example)
            }}
          >
            <strong>{example.title[locale.value]}</strong>
            <span lang="zh-CN">{openingOf(example)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

const openingOf = ({ thoughts }: Example) => thoughts.slice(0, 2).flat().join(' ')

/** The same cards in a dialog, for a conversation that has begun. */
export function ExampleDialog({ dialog }: { readonly dialog: preact.RefObject<HTMLDialogElement | null> }) {
  const words = say(chatWords)
  const close = () => dialog.current?.close()
  return (
    <dialog class="chat-dialog" ref={dialog} aria-labelledby="chat-examples-title">
      <header>
        <h2 id="chat-examples-title">{words.examplesTitle}</h2>
        <button type="button" class="quiet" onClick={close}>
          {words.close}
        </button>
      </header>
      <p>{words.examplesHint}</p>
      <ExamplePicker onPick={close} />
    </dialog>
  )
}
