import type { z } from 'zod'
import type { Endpoint } from '../endpoint.ts'

/** How a request of a test's came out; `body` is what the page would parse, or the refusal. */
export interface Answered<Answer> {
  readonly status: number
  readonly body: Answer & { readonly code?: string }
}

/** Makes a request as the page does, but with anything at all in it. */
export async function request<Input extends z.ZodObject, Answer extends z.ZodType>(
  url: string,
  { method, path, answer }: Endpoint<Input, Answer>,
  input: Readonly<Record<string, unknown>>,
  headers: Record<string, string> = {},
): Promise<Answered<z.output<Answer>>> {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(input[name])))
  const rest = Object.entries(input).filter(([name]) => !path.includes(`:${name}`))
  const pairs = rest.flatMap(([name, value]) => [value].flat().map(item => [name, String(item)] as [string, string]))
  const response =
    method === 'GET'
      ? await fetch(`${url}${filled}?${new URLSearchParams(pairs)}`, { headers })
      : await fetch(`${url}${filled}`, {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(Object.fromEntries(rest)),
        })
  const body = await response.json()
  return {
    status: response.status,
    body: (response.ok ? answer.parse(body) : body) as Answered<z.output<Answer>>['body'],
  }
}
