import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const FILES = new URL('../encoder/model/', import.meta.url)

/** Answers a request for a file of a model in place of the hub; false leaves it to the hub. */
export type Mischief = (file: string, response: ServerResponse) => boolean

/** A hub on loopback that has the built-in encoder under every name. */
export interface ModelHub {
  /** What HF_ENDPOINT is set to. */
  readonly address: string
  /** Paths that were asked for. */
  readonly asked: string[]
  /** Decides from now on what the hub does wrong. */
  misbehave(mischief: Mischief): void
  close(): Promise<void>
}

/** Starts a hub of this test's own, closed when it ends. */
export async function startModelHub(): Promise<ModelHub> {
  const asked: string[] = []
  let mischief: Mischief = () => false
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://hub').pathname)
    asked.push(path)
    const file = /\/resolve\/[^/]+\/(.+)$/.exec(path)?.[1] ?? ''
    if (mischief(file, response)) return
    const bytes = read(file)
    if (!bytes) return void response.writeHead(404).end('Entry not found')
    response.writeHead(200, { 'content-length': bytes.length, 'content-type': 'application/octet-stream' }).end(bytes)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>(resolve => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  onTestFinished(close)
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mirror`,
    asked,
    misbehave(given) {
      mischief = given
    },
    close,
  }
}

/** The bytes of a file of the built-in encoder. */
export function read(file: string): Buffer | undefined {
  try {
    return readFileSync(fileURLToPath(new URL(file, FILES)))
  } catch {
    return undefined
  }
}
