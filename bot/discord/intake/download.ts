import { Refused } from './refused.ts'

/** Bytes of a picture that is handed in, at most. */
export const MAXIMUM_BYTES = 10 * 1024 * 1024
const PATIENCE_MILLISECONDS = 15_000
const CDN = ['https://cdn.discordapp.com', 'https://media.discordapp.net']

/** Where pictures may come from: Discord's CDN, and the operator's own proxy where there is one. */
export function allowedOrigins(apiUrl: string): ReadonlySet<string> {
  const { origin, hostname } = new URL(apiUrl)
  return new Set(hostname === 'discord.com' ? CDN : [...CDN, origin])
}

/**
 * Fetches a picture from an allowed place: no redirect is followed, and no more is read than a picture may have.
 * @throws Refused `foreign-url`, `too-large` or `unreachable`
 */
export async function download(url: string, origins: ReadonlySet<string>): Promise<Buffer> {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (!address || !origins.has(address.origin) || address.username || address.password) throw new Refused('foreign-url')
  const response = await fetch(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  }).catch(() => undefined)
  if (!response?.ok || !response.body) throw new Refused('unreachable')
  if (Number(response.headers.get('content-length') ?? 0) > MAXIMUM_BYTES) {
    await response.body.cancel().catch(() => {})
    throw new Refused('too-large')
  }
  return readBounded(response.body)
}

async function readBounded(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.length
      // What a server announces need not be what it sends.
      if (size > MAXIMUM_BYTES) throw new Refused('too-large')
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('unreachable')
  }
  return Buffer.concat(chunks)
}
