import { defineCommand } from 'citty'
import type { Brain } from '../brain.ts'
import { checkRate } from '../config/load.ts'
import { DoutuError } from '../errors.ts'
import { openGate } from '../pipeline/gate/gate.ts'
import { next, type Policy } from '../pipeline/threshold.ts'
import { type ChannelState, freshChannel } from '../schemas/channel.ts'
import { type LogLine, logLineSchema, type Turn } from '../schemas/context.ts'
import { openEverything, print, readConfig, say } from './context.ts'
import { readJsonLines } from './lines.ts'
import { SimulationSummary } from './simulation-summary.ts'

/** Turns of context that the policy sees of a log. */
const CONTEXT_TURNS = 8

interface SimulatedChannel {
  state: ChannelState
  turns: Turn[]
}

export default defineCommand({
  meta: {
    name: 'simulate',
    description: '在聊天记录上演练发图策略 | Run the policy over a chat log, every send acknowledged',
  },
  args: {
    jsonl: {
      type: 'string',
      description: 'Log, a line {"channel", "speaker", "text", "at"} per message; - for standard input',
      valueHint: 'FILE|-',
      required: true,
    },
    rate: { type: 'string', description: 'Target rate: memes per human message, 0 to 1 / (gap + 1)' },
    floor: { type: 'string', description: 'Lowest score that may be sent, 0 to 1' },
    gap: { type: 'string', description: 'Human messages that must pass between two memes' },
    gate: { type: 'string', description: 'on, or off for a measurement without the gate', default: 'on' },
    seed: { type: 'string', description: 'Seed of the sampler' },
    json: { type: 'boolean', description: 'JSON lines (the only format, and the default)' },
  },
  async run({ args }) {
    const config = readConfig({ SEED: args.seed ?? process.env.SEED ?? '1' })
    const policy: Policy = {
      targetRate: numberArgument('rate', args.rate, config.TARGET_RATE, 0, 1),
      floor: numberArgument('floor', args.floor, config.SCORE_FLOOR, 0, 1),
      minimumGap: numberArgument('gap', args.gap, config.MINIMUM_GAP, 0, 1000),
      minimumGapSeconds: config.MINIMUM_GAP_SECONDS,
    }
    checkRate(policy.targetRate, policy.minimumGap)
    if (args.gate !== 'on' && args.gate !== 'off')
      throw new DoutuError('bad-input', `--gate ${args.gate} is neither on nor off.`, 'Use --gate on or --gate off.')
    const brain = await openEverything(config)
    try {
      await simulate(brain, args.jsonl, policy, args.gate === 'off')
    } finally {
      await brain.close()
    }
  },
})

async function simulate(brain: Brain, path: string, policy: Policy, ungated: boolean): Promise<void> {
  const channels = new Map<string, SimulatedChannel>()
  const summary = new SimulationSummary(policy)
  let bad = 0
  for await (const parsed of readJsonLines(path, logLineSchema)) {
    if ('error' in parsed) {
      bad += 1
      say(parsed.error.message)
      continue
    }
    const message = parsed.value
    const channel = channels.get(message.channel) ?? { state: freshChannel(), turns: [] }
    channels.set(message.channel, channel)
    const { decision } = await step(brain, channel, message, policy, ungated)
    summary.add(message.channel, decision)
    const meme = decision.kind === 'send' ? decision.meme.id : null
    print(
      JSON.stringify({
        channel: message.channel,
        at: message.at,
        kind: decision.kind,
        reason: decision.reason,
        meme,
        score: decision.score,
        threshold: decision.threshold,
      }),
    )
  }
  print(JSON.stringify({ summary: summary.finish() }))
  if (bad > 0) {
    say(`${bad} line${bad === 1 ? ' was' : 's were'} skipped.`)
    process.exitCode = 2
  }
}

async function step(brain: Brain, channel: SimulatedChannel, message: LogLine, policy: Policy, ungated: boolean) {
  channel.turns = [...channel.turns, { speaker: message.speaker, text: message.text, at: message.at }].slice(
    -CONTEXT_TURNS,
  )
  const choice = await brain.choose({
    turns: channel.turns,
    unseen: 1,
    state: channel.state,
    policy,
    now: message.at,
    ...(ungated ? { gate: openGate } : {}),
  })
  channel.state = choice.state
  const { decision } = choice
  if (decision.kind === 'send') {
    channel.state = next(choice.state, { kind: 'delivered', meme: decision.meme.id, at: message.at }, policy)
    channel.turns = [
      ...channel.turns,
      { speaker: 'doutu', text: `[表情：${decision.meme.caption}]`, at: message.at, own: true },
    ].slice(-CONTEXT_TURNS)
  }
  return choice
}

function numberArgument(name: string, text: string | undefined, fallback: number, low: number, high: number): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (text.trim() !== '' && value >= low && value <= high) return value
  throw new DoutuError(
    'bad-input',
    `--${name} ${text} is not a number from ${low} to ${high}.`,
    `Try --${name} ${fallback}.`,
  )
}
