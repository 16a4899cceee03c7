import type { Cast } from '../plan.ts'
import type { Provider, Remembered, Reply, View } from '../providers/provider.ts'
import type { Speaker } from '../record.ts'

/** One of the two: a persona with a goal, a voice, and a memory of the talk as it saw it. */
export interface Agent {
  readonly self: Speaker
  /** What this agent says next. @param left turns left, this one included */
  speak(left: number, signal: AbortSignal): Promise<Reply>
  /** A meme goes out instead of the words just given; they wait. */
  waits(): void
  /** Something was said or sent, by either side. */
  hears(event: Remembered): void
}

/** Opens one side of a dialogue. It knows its own goal and prompt, and nothing of the other's. */
export function openAgent(cast: Cast, self: Speaker, provider: Provider): Agent {
  const voice = provider.open(cast, self)
  const memory: Remembered[] = []
  const side = self === 'A' ? 0 : 1
  const known: Omit<View, 'memory' | 'left'> = {
    self,
    persona: cast.personas[side],
    otherName: cast.calls[side],
    title: cast.scene.title,
    setting: cast.scene.setting,
    news: cast.news,
    total: cast.turns,
  }
  return {
    self,
    speak: (left, signal) => voice.reply({ ...known, memory, left }, signal),
    waits: () => voice.held?.(),
    hears: event => void memory.push(event),
  }
}
