import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { DecisionRecord } from '../../src/conversations.ts'

/** What Prometheus may read. Labels are reasons and codes: never a guild, a channel or a person. */
export interface BotMetrics {
  readonly registry: Registry
  heard(): void
  decided(record: DecisionRecord): void
  /** @param seconds from the end of the quiet time to the upload, where the bot decided by itself */
  uploading(seconds?: number): void
  sent(origin: string): void
  failed(code: string): void
  voted(reaction: string): void
  limited(): void
  interaction(name: string): void
}

/** @param state what is read at the moment of asking */
export function makeMetrics(state: {
  backlog(): number
  guilds(): number
  shardsReady(): number
  pingMilliseconds(): number
}): BotMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const count = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `doutu_${name}`, help, labelNames, registers })
  const messages = count('messages_total', 'Human messages heard')
  const decisions = count('decisions_total', 'Decisions by kind and reason', ['kind', 'reason'])
  const together = count('messages_coalesced_total', 'Messages decided on together with later ones')
  const memes = count('memes_sent_total', 'Memes that arrived, by origin', ['origin'])
  const failures = count('upload_failures_total', 'Memes that could not be sent, by code', ['code'])
  const votes = count('votes_total', 'Reactions to memes', ['reaction'])
  const limits = count('rate_limits_total', 'Rate limits met')
  const interactions = count('interactions_total', 'Commands and components used', ['name'])
  const latency = new Histogram({
    name: 'doutu_quiet_to_upload_seconds',
    help: 'From the end of the quiet time to the upload request',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({ name: `doutu_${name}`, help, registers, collect: self(read) })
  gauge('backlog', 'Thoughts that wait to be decided on', state.backlog)
  gauge('guilds', 'Guilds that the bot is in', state.guilds)
  gauge('shards_ready', 'Gateway connections that are ready', state.shardsReady)
  gauge('gateway_ping_milliseconds', 'Mean time of a heartbeat', state.pingMilliseconds)
  return {
    registry,
    heard: () => messages.inc(),
    decided({ decision, messages: ids }) {
      decisions.inc({ kind: decision.kind, reason: decision.reason })
      if (ids.length > 1) together.inc(ids.length - 1)
    },
    uploading: seconds => seconds !== undefined && latency.observe(seconds),
    sent: origin => memes.inc({ origin }),
    failed: code => failures.inc({ code }),
    voted: reaction => votes.inc({ reaction }),
    limited: () => limits.inc(),
    interaction: name => interactions.inc({ name }),
  }
}

// prom-client calls it with the gauge as `this`.
function self(read: () => number): (this: Gauge) => void {
  return function collect() {
    const value = read()
    this.set(Number.isFinite(value) ? value : 0)
  }
}
