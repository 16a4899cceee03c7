import { useSignal } from '@preact/signals'
import type { TargetedKeyboardEvent } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { say } from '../locale.ts'
import { libraryWords } from './words.ts'

interface FieldProps {
  readonly label: string
  readonly value: string
  /** Saves a new value. @returns what is wrong with it, or undefined once it is saved */
  readonly save: (value: string) => Promise<string | undefined>
  /** Takes no line breaks. */
  readonly isLine?: boolean
  readonly isLabelHidden?: boolean
}

/** A text that is edited where it stands: leaving it or Ctrl+Enter saves, Escape takes back. */
export function Field({ label, value, save, isLine = false, isLabelHidden = false }: FieldProps) {
  const words = say(libraryWords)
  const id = useId()
  const box = useRef<HTMLTextAreaElement>(null)
  const wrong = useSignal<string | undefined>(undefined)
  const isSaving = useSignal(false)
  // What comes from the server is shown, unless somebody is writing.
  useEffect(() => {
    if (box.current && document.activeElement !== box.current) box.current.value = value
    wrong.value = undefined
  }, [value])

  // Given the text, as a field that is taken away while it is written in has lost its box already.
  async function commit(written: string): Promise<void> {
    const text = written.trim()
    if (text === value.trim() || isSaving.value) return
    isSaving.value = true
    wrong.value = await save(text).finally(() => {
      isSaving.value = false
    })
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLTextAreaElement>): void {
    // Enter also ends the composing of a character.
    if (event.isComposing) return
    if (event.key === 'Escape') {
      event.currentTarget.value = value
      wrong.value = undefined
      event.stopPropagation()
    } else if (event.key === 'Enter' && (isLine || event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void commit(event.currentTarget.value)
    }
  }

  return (
    <div class="library-field">
      <label for={id} class={isLabelHidden ? 'hidden-text' : ''}>
        {label}
        {isSaving.value && <small> {words.saving}</small>}
      </label>
      <textarea
        ref={box}
        id={id}
        rows={isLine ? 1 : 2}
        maxLength={2000}
        defaultValue={value}
        aria-invalid={wrong.value !== undefined}
        aria-describedby={wrong.value ? `${id}-wrong` : undefined}
        onBlur={event => void commit(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {wrong.value && (
        <p class="library-wrong" id={`${id}-wrong`} role="alert">
          {wrong.value}
        </p>
      )}
    </div>
  )
}
