import cliProgress from 'cli-progress'
import type { Usage } from '../providers/provider.ts'

/** A progress bar on stderr with rate, tokens, cost and ETA; plain silence where stderr is not a terminal. */
export interface RunBar {
  update(done: number, used: Usage, cost: number): void
  stop(): void
}

/** @param total dialogues in all @param before done in an earlier run */
export function runBar(total: number, before: number, now: () => number): RunBar {
  const bar = new cliProgress.SingleBar(
    {
      format: 'Dialogues [{bar}] {value}/{total} | {rate}/s | {tokens} tokens | cost {cost} | ETA {eta_formatted}',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      etaBuffer: 50,
    },
    cliProgress.Presets.rect,
  )
  const started = now()
  bar.start(total, before, { rate: '-', tokens: '0', cost: '0' })
  return {
    update(done, used, cost) {
      const seconds = Math.max(0.001, (now() - started) / 1000)
      bar.update(done, {
        rate: ((done - before) / seconds).toFixed(1),
        tokens: (used.promptTokens + used.completionTokens).toLocaleString('en'),
        cost: cost.toFixed(cost < 1 ? 4 : 2),
      })
    },
    stop: () => bar.stop(),
  }
}
