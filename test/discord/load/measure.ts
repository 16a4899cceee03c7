import { setTimeout as sleep } from 'node:timers/promises'
import { writeEvening } from '../evening/script.ts'
import { launch } from '../launch.ts'
import { startFakeDiscord } from '../server.ts'
import { EAGER } from '../settings.ts'
import { usageOf } from './usage.ts'

const QUIET_MILLISECONDS = 200
/** Messages before this are not measured: the program warms up. */
const WARM_UP_SECONDS = 4

/** Messages per second, and for how long. */
export interface Load {
  readonly rate: number
  readonly seconds: number
}

/** Milliseconds from the end of the quiet time to the arrival of the upload request, over all memes of a run. */
export interface Latency extends Load {
  readonly messages: number
  readonly memes: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly longest: number
  /** Memory of the program at the end, in MiB, and milliseconds of processor that a message cost it, all in all. */
  readonly resident: number
  readonly processor: number
}

/** The value below which a share of the values lies; NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/**
 * Runs the whole program against a fake Discord, each in a process of its own. There are as many channels as messages per second,
 * and in each somebody writes once a second and is then quiet, so that every message is decided on after its own quiet time. It ends
 * {@link QUIET_MILLISECONDS} after the message was written: what the gateway takes counts.
 * @param folder data folder with an index, not used by anyone else
 */
export async function measure({ rate, seconds }: Load, folder: string): Promise<Latency> {
  const discord = await startFakeDiscord()
  const { world } = discord
  const guild = world.guild({ name: '热闹的群' })
  const channels = Array.from({ length: rate }, (_, index) => world.channel(guild, { name: `频道${index}` }))
  const members = Array.from({ length: 40 }, () => world.member(guild))
  // discord.js itself allows 50 requests a second; a bot that answers everything at 100 messages a second would only wait for that.
  const policy = rate > 50 ? { TARGET_RATE: '0.25' } : {}
  const settings = {
    ...EAGER,
    GATE: 'true',
    QUIET_MILLISECONDS: String(QUIET_MILLISECONDS),
    LOG_LEVEL: 'warn',
    ...policy,
  }
  const bot = launch(discord, folder, settings)
  try {
    await discord.until(() => discord.sessions().length > 0 && discord.commands().length > 0, { timeout: 60_000 })
    const { lines } = writeEvening('load', { messages: rate * seconds, members: members.length, channels: 1 })
    const saidAt = new Map<string, number>()
    let warm = usageOf(bot.child.pid!)
    const began = performance.now()
    for (let index = 0; index < rate * seconds; index += 1) {
      await sleep(Math.max(0, began + (index * 1000) / rate - performance.now()))
      const message = world.say(members[index % members.length]!, channels[index % rate]!, lines[index]!.text)
      if (index === rate * WARM_UP_SECONDS) warm = usageOf(bot.child.pid!)
      if (index >= rate * WARM_UP_SECONDS) saidAt.set(message.id, message.at)
    }
    await sleep(QUIET_MILLISECONDS + 2000)
    const uploads = discord.requests('POST /channels/{channel_id}/messages').filter(({ files }) => files.length > 0)
    const waits = uploads.flatMap(({ json, startedAt }) => {
      const at = saidAt.get(String((json.message_reference as { message_id?: string } | undefined)?.message_id))
      return at === undefined ? [] : [startedAt - at - QUIET_MILLISECONDS]
    })
    const { resident, processor } = usageOf(bot.child.pid!)
    const shares = { p50: quantile(waits, 0.5), p90: quantile(waits, 0.9), p99: quantile(waits, 0.99) }
    return {
      rate,
      seconds,
      messages: saidAt.size,
      memes: waits.length,
      ...shares,
      longest: quantile(waits, 1),
      resident,
      processor: (processor - warm.processor) / saidAt.size,
    }
  } finally {
    await bot.stop()
    await discord.close()
  }
}
