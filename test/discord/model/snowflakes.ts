/** First second of 2015: Discord's ids count milliseconds from here. */
export const DISCORD_EPOCH = 1_420_070_400_000

/** Makes ids that grow with time and never repeat, 22 bits below the millisecond as Discord's. */
export function snowflakes(now: () => number): (at?: number) => string {
  let last = 0n
  return (at = now()) => {
    const wanted = BigInt(Math.floor(at) - DISCORD_EPOCH) << 22n
    last = wanted > last ? wanted : last + 1n
    return String(last)
  }
}

/** The shard, counted from 0, that a guild's events go to. */
export const shardOf = (guildId: string, shards: number): number => Number((BigInt(guildId) >> 22n) % BigInt(shards))
