import './chat.css'
import { useRef } from 'preact/hooks'
import { locale, say } from '../locale.ts'
import { isOpen, WhyAside } from '../why/why-aside.tsx'
import { Composer } from './composer.tsx'
import { ExampleDialog, ExamplePicker } from './example-picker.tsx'
import { Messages } from './messages.tsx'
import { playing, stopPlaying } from './play.ts'
import { connection, conversation, restart } from './session.ts'
import { chatWords } from './words.ts'

/** The chat, and beside it why the selected message was answered as it was. */
export default function ChatView() {
  return (
    <div class="chat">
      <section class="chat-main" inert={isOpen.value}>
        <ChatHeader />
        <Messages>{conversation.value.entries.length === 0 && <Welcome />}</Messages>
        <Playing />
        <Connection />
        <Composer />
      </section>
      <WhyAside />
    </div>
  )
}

function ChatHeader() {
  const words = say(chatWords)
  const dialog = useRef<HTMLDialogElement>(null)
  const typing = conversation.value.entries.some(entry => entry.kind === 'reply' && entry.typing)
  return (
    <header class="chat-header">
      <div class="chat-title">
        <h2>{words.title}</h2>
        <p role="status">{typing ? words.typing : words.tagline}</p>
      </div>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        {words.examples}
      </button>
      <button
        type="button"
        class="chat-fresh"
        onClick={() => {
          stopPlaying()
          void restart()
        }}
      >
        {words.fresh}
      </button>
      <ExampleDialog dialog={dialog} />
    </header>
  )
}

function Welcome() {
  const words = say(chatWords)
  return (
    <div class="chat-welcome">
      <img src="/icon.svg" alt="" width="72" height="72" />
      <p>{words.welcome}</p>
      <p class="chat-or">{words.orPlay}</p>
      <ExamplePicker />
    </div>
  )
}

function Playing() {
  const words = say(chatWords)
  if (!playing.value) return null
  const { example, done } = playing.value
  return (
    <div class="chat-playing">
      <span>{words.playing(example.title[locale.value], done, example.thoughts.length)}</span>
      <button type="button" onClick={stopPlaying}>
        {words.stop}
      </button>
    </div>
  )
}

function Connection() {
  const words = say(chatWords)
  const state = connection.value
  if (state !== 'lost' && state !== 'refused') return null
  return (
    <p class="chat-problem" role="status">
      {words[state]}
    </p>
  )
}
