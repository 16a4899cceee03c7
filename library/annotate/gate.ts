import { setMaxListeners } from 'node:events'
import { setTimeout as sleepFor } from 'node:timers/promises'
import type { Gate } from './ask.ts'

/** A gate on the real clock; an abort ends every wait at once. */
export function openGate(signal: AbortSignal, now: () => number): Gate {
  // As many requests and waits listen to it as go on side by side.
  setMaxListeners(0, signal)
  let [until, answered] = [0, 0]
  const sleep = async (milliseconds: number) => {
    await sleepFor(milliseconds, undefined, { signal }).catch(() => undefined)
  }
  return {
    sleep,
    hold(milliseconds) {
      until = Math.max(until, now() + milliseconds)
    },
    passed() {
      answered += 1
    },
    get answered() {
      return answered
    },
    async wait() {
      while (!signal.aborted && now() < until) await sleep(until - now())
    },
  }
}
