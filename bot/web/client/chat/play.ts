import { signal } from '@preact/signals'
import type { Example } from './examples.ts'
import { conversation, restart, sendLine } from './session.ts'

/** Between two lines of one thought: quicker than the quiet time, so that they are merged. */
const LINE_MILLISECONDS = 500
/** After an answer: time to read it. */
const READING_MILLISECONDS = 1300
/** An answer that takes longer is not waited for. */
const PATIENCE_MILLISECONDS = 20_000

/** What is being played, and how many of its thoughts were said. */
export const playing = signal<{ readonly example: Example; readonly done: number } | undefined>(undefined)

let current: AbortController | undefined

/** Stops after the line that was said last. */
export function stopPlaying(): void {
  current?.abort()
  current = undefined
  playing.value = undefined
}

/** Begins a new conversation and says an example's lines, one thought after another, each once the last was answered. */
export async function play(example: Example): Promise<void> {
  stopPlaying()
  const controller = new AbortController()
  const { signal: stopped } = controller
  current = controller
  playing.value = { example, done: 0 }
  await restart()
  for (const [index, lines] of example.thoughts.entries()) {
    let last = ''
    for (const [number, line] of lines.entries()) {
      if (number > 0) await wait(LINE_MILLISECONDS, stopped)
      if (stopped.aborted) return
      last = await sendLine(line)
    }
    playing.value = { example, done: index + 1 }
    await answered(last, stopped)
    await wait(READING_MILLISECONDS, stopped)
    await answered(last, stopped)
  }
  if (!stopped.aborted) stopPlaying()
}

function wait(milliseconds: number, stopped: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds)
    stopped.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Resolves when a line was decided on and nothing is being typed any more. */
function answered(id: string, stopped: AbortSignal): Promise<void> {
  const isAnswered = () =>
    conversation.value.entries.some(
      entry => entry.kind === 'reply' && entry.decision.messages.includes(id) && !entry.typing,
    )
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      queueMicrotask(() => unsubscribe())
      resolve()
    }
    const timer = setTimeout(done, PATIENCE_MILLISECONDS)
    stopped.addEventListener('abort', done)
    const unsubscribe = conversation.subscribe(() => {
      if (isAnswered()) done()
    })
  })
}
