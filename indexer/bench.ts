import { defineCommand } from 'citty'
import type { Brain } from '../src/brain.ts'
import { openEverything, print, readConfig } from '../src/cli/context.ts'
import { loadClassifier } from '../src/pipeline/gate/classifier.ts'
import { makeGate } from '../src/pipeline/gate/gate.ts'
import { makeQuery } from '../src/pipeline/query.ts'
import { quantile } from '../src/pipeline/threshold.ts'
import { type ChannelState, freshChannel } from '../src/schemas/channel.ts'
import { parseTurn } from '../src/schemas/context.ts'
import { readLabels } from './labels.ts'

const MESSAGES = 2000
const WARM_UP = 200

interface Timing {
  readonly p50: number
  readonly p99: number
}

const timing = (times: readonly number[]): Timing => ({ p50: quantile(times, 0.5), p99: quantile(times, 0.99) })

export default defineCommand({
  meta: { name: 'bench', description: '测延迟与内存 | Latency of a decision and of its parts, and memory' },
  args: { json: { type: 'boolean', description: 'Print JSON' } },
  async run({ args }) {
    const brain = await openEverything(readConfig())
    try {
      const contexts = readLabels('dev').map(label => label.turns)
      await decide(brain, contexts, 1, WARM_UP)
      const decisions = []
      for (const conversations of [1, 10, 50])
        decisions.push({ conversations, ...timing(await decide(brain, contexts, conversations, MESSAGES)) })
      const parts = await timeParts(brain, contexts)
      const memoryMegabytes = Math.round(process.memoryUsage.rss() / 2 ** 20)
      if (args.json) return print(JSON.stringify({ unit: 'milliseconds', decisions, parts, memoryMegabytes }))
      const row = (name: string, { p50, p99 }: Timing) =>
        print(`${name.padEnd(34)} p50 ${p50.toFixed(2).padStart(8)} ms   p99 ${p99.toFixed(2).padStart(8)} ms`)
      for (const item of decisions) row(`decision, ${item.conversations} at once`, item)
      for (const [name, value] of Object.entries(parts)) row(`  of which ${name}`, value)
      print(`resident memory ${memoryMegabytes} MB`)
    } finally {
      await brain.close()
    }
  },
})

/** Times of `count` decisions with so many conversations asking at the same moment, from the asking to the answer. */
async function decide(
  brain: Brain,
  contexts: readonly string[][],
  conversations: number,
  count: number,
): Promise<number[]> {
  const states = new Map<number, ChannelState>()
  const times: number[] = []
  for (let start = 0; start < count; start += conversations) {
    await Promise.all(
      Array.from({ length: conversations }, async (_, channel) => {
        const turns = contexts[(start + channel) % contexts.length]!.map(parseTurn)
        const asked = performance.now()
        const { state } = await brain.choose({ turns, unseen: 1, state: states.get(channel) ?? freshChannel() })
        times.push(performance.now() - asked)
        states.set(channel, state)
      }),
    )
  }
  return times
}

async function timeParts(brain: Brain, contexts: readonly string[][]): Promise<Record<string, Timing>> {
  const gate = makeGate(loadClassifier())
  const samples: Record<string, number[]> = { gate: [], 'encoding and query': [], 'a search': [] }
  const measure = async (name: string, work: () => unknown) => {
    const started = performance.now()
    await work()
    samples[name]!.push(performance.now() - started)
  }
  for (const context of contexts) {
    const turns = context.map(parseTurn)
    await measure('gate', () => gate.read(turns, 1, null, 0))
    await measure('encoding and query', () => makeQuery(turns, {}, brain.encoder))
    await measure('a search', () => brain.search(context.at(-1)!, 10))
  }
  return Object.fromEntries(Object.entries(samples).map(([name, times]) => [name, timing(times)]))
}
