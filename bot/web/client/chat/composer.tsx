import { useEffect, useRef } from 'preact/hooks'
import { MAXIMUM_MESSAGE } from '../../chat/protocol.ts'
import { say } from '../locale.ts'
import { sendLine } from './session.ts'
import { chatWords } from './words.ts'

/** Where one types: Enter sends, Shift+Enter breaks the line. */
export function Composer() {
  const words = say(chatWords)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    // On a phone the focus would bring up the keyboard over half the page.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [])

  const grow = () => {
    const node = field.current
    if (!node) return
    node.style.height = 'auto'
    node.style.height = `${node.scrollHeight + 2}px`
  }
  const send = () => {
    const node = field.current
    if (!node?.value.trim()) return
    void sendLine(node.value)
    node.value = ''
    grow()
    node.focus()
  }
  return (
    <form
      class="chat-composer"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={field}
        class="chat-field"
        rows={1}
        maxLength={MAXIMUM_MESSAGE}
        enterkeyhint="send"
        autocomplete="off"
        aria-label={words.label}
        placeholder={words.placeholder}
        onInput={grow}
        onKeyDown={event => {
          // Enter also ends the choice of an input method; that one must not send.
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      <button type="submit" class="chat-send">
        {words.send}
      </button>
    </form>
  )
}
