import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../errors.ts'

/** What a download needs of the world; injected, so that tests need not wait. */
export interface HubOptions {
  /** Longest wait for an answer, and for the next bytes of one, in milliseconds. */
  readonly patience: number
  /** Waits before each further attempt, in milliseconds; as many attempts follow the first. */
  readonly pauses?: readonly number[]
  readonly fetch?: typeof fetch
  readonly onProgress?: (progress: DownloadProgress) => void
}

/** How much of a file has come; sizes in bytes, `total` 0 where the hub does not say. */
export interface DownloadProgress {
  readonly file: string
  readonly loaded: number
  readonly total: number
}

const PAUSES = [500, 2000]

/** A file that came, but is not what it should be, or came in part. */
export class HubError extends Error {
  override readonly name = 'HubError'
}

/**
 * A fetch for a model hub that never hangs and never lets a broken file through to the cache: it gives up on silence, tries again
 * after network errors, 429 and 5xx, and takes no body that is shorter than announced, no JSON that is none, and no page or pointer
 * file in place of weights.
 */
export function hubFetch(options: HubOptions): typeof fetch {
  const { patience, pauses = PAUSES, fetch: get = fetch } = options
  return async (input, init) => {
    const address = input instanceof Request ? input.url : String(input)
    for (let attempt = 0; ; attempt += 1) {
      const pause = pauses[attempt]
      try {
        const response = await once(get, input, init, patience)
        if (!isPassing(response.status)) return await checked(response, address, options)
        await response.body?.cancel()
        if (pause === undefined) throw new HubError(`the hub answered ${response.status}`)
      } catch (error) {
        if (pause === undefined || error instanceof HubError) throw plain(error, address)
      }
      await sleep(pause)
    }
  }
}

const isPassing = (status: number) => status === 429 || status >= 500

async function once(
  get: typeof fetch,
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  patience: number,
): Promise<Response> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new HubError(`no answer within ${patience / 1000} s`)), patience)
  try {
    const signal = init?.signal ? AbortSignal.any([init.signal, silence.signal]) : silence.signal
    return await get(input, { ...init, signal })
  } finally {
    clearTimeout(timer)
  }
}

/** fetch says no more than "fetch failed"; the reason is in its cause. */
function plain(error: unknown, address: string): Error {
  if (error instanceof HubError) return error
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  // A refused connection to several addresses at once has no message, only a code.
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return new HubError(`${address}: ${messageOf(cause) || code}`, { cause: error })
}

async function checked(response: Response, address: string, options: HubOptions): Promise<Response> {
  // What is not a whole file never reaches the cache.
  if (response.status !== 200 || !response.body) return response
  const name = new URL(address).pathname.split('/').at(-1) ?? address
  const body = response.body.pipeThrough(completeness(response, name, options)).pipeThrough(beginning(name))
  const guarded = new Response(patient(body, name, options.patience), response)
  if (!name.endsWith('.json')) return guarded
  const text = await guarded.text()
  try {
    JSON.parse(text)
  } catch (error) {
    throw new HubError(`${name} is not JSON (${preview(text)})`, { cause: error })
  }
  return new Response(text, { status: 200, headers: { 'content-type': 'application/json' } })
}

/** Says how much has come, and fails at the end of a body that is shorter or longer than its announced length. */
function completeness(
  response: Response,
  name: string,
  { onProgress = () => {} }: HubOptions,
): TransformStream<Uint8Array, Uint8Array> {
  const announced = response.headers.get('content-encoding') ? null : response.headers.get('content-length')
  let arrived = 0
  return new TransformStream({
    transform(chunk, controller) {
      arrived += chunk.length
      onProgress({ file: name, loaded: arrived, total: Number(announced ?? 0) })
      controller.enqueue(chunk)
    },
    flush(controller) {
      if (announced !== null && arrived !== Number(announced))
        controller.error(new HubError(`${name} broke off after ${arrived} of ${announced} bytes`))
    },
  })
}

/** Fails where weights begin like a web page, a JSON message or a pointer of Git LFS. */
function beginning(name: string): TransformStream<Uint8Array, Uint8Array> {
  let first = true
  return new TransformStream({
    transform(chunk, controller) {
      if (first && /\.onnx(_data.*)?$/.test(name)) {
        const start = new TextDecoder().decode(chunk.subarray(0, 64)).trimStart()
        if (/^(<|\{|version https:\/\/git-lfs)/.test(start))
          throw new HubError(`${name} is no model (${preview(start)})`)
      }
      first = false
      controller.enqueue(chunk)
    },
  })
}

/** Fails when no bytes come for too long. */
function patient(body: ReadableStream<Uint8Array>, name: string, patience: number): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(controller) {
      const timer = new AbortController()
      const silence = sleep(patience, null, { signal: timer.signal }).catch(() => null)
      const next = await Promise.race([reader.read(), silence])
        .catch((error: unknown) => {
          throw plain(error, name)
        })
        .finally(() => timer.abort())
      if (next === null) {
        const error = new HubError(`${name} stopped coming for ${patience / 1000} s`)
        controller.error(error)
        await reader.cancel(error).catch(() => {})
      } else if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: reason => reader.cancel(reason),
  })
}

const preview = (text: string) => {
  const start = text.trim().slice(0, 40).replace(/\s+/g, ' ')
  return start ? `it begins ${JSON.stringify(start)}` : 'it is empty'
}
