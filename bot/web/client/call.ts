import type { z } from 'zod'
import type { Endpoint } from '../endpoint.ts'

/** What the server refused, by its code; `away` where it cannot be reached. */
export class CallError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/**
 * Makes a request of the page's server and parses its answer.
 * @throws CallError with the server's code, or `away`
 */
export async function call<Input extends z.ZodObject, Answer extends z.ZodType>(
  endpoint: Endpoint<Input, Answer>,
  input: z.input<Input>,
  signal?: AbortSignal,
): Promise<z.output<Answer>> {
  const response = await fetch(...requestOf(endpoint, input, signal)).catch(error => {
    if (signal?.aborted) throw error
    throw new CallError('away', 'The server cannot be reached.')
  })
  const json: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refusalOf(json, response.statusText)
  return endpoint.answer.parse(json)
}

function requestOf(
  { method, path }: Endpoint,
  input: Record<string, unknown>,
  signal: AbortSignal | undefined,
): [string, RequestInit] {
  const used = new Set<string>()
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    used.add(name)
    return encodeURIComponent(String(input[name]))
  })
  const rest = Object.entries(input).filter(([name, value]) => !used.has(name) && value !== undefined)
  const init: RequestInit = { method, ...(signal ? { signal } : {}) }
  if (method !== 'GET') {
    return [
      filled,
      { ...init, headers: { 'content-type': 'application/json' }, body: JSON.stringify(Object.fromEntries(rest)) },
    ]
  }
  const query = new URLSearchParams(
    rest.flatMap(([name, value]) => [value].flat().map(item => [name, String(item)] as [string, string])),
  ).toString()
  return [query ? `${filled}?${query}` : filled, init]
}

function refusalOf(json: unknown, otherwise: string): CallError {
  const { code, message } = { code: 'failed', message: otherwise, ...(json as Partial<CallError> | undefined) }
  return new CallError(String(code), String(message))
}
