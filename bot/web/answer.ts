import type { Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import type { Endpoint } from './endpoint.ts'

/** A request that is refused: its code is for the page, which has words for it in both languages, its sentence for other programs. */
export class Refusal extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

const badRequest = () =>
  new Refusal(400, 'bad-request', 'This request is not what the page would send; see the protocol.ts files in bot/web.')

/**
 * Answers an endpoint: the handler gets the parsed input, and what it returns is sent as JSON.
 * @param status of a request that succeeds
 */
export function answer<Input extends z.ZodObject, Answer extends z.ZodType>(
  app: Hono,
  { method, path, input }: Endpoint<Input, Answer>,
  handler: (input: z.output<Input>, context: Context) => z.input<Answer> | Promise<z.input<Answer>>,
  status: ContentfulStatusCode = 200,
): void {
  app.on(method, path, async context => {
    const given = method === 'GET' ? queryOf(context) : await bodyOf(context)
    const parsed = input.safeParse({ ...given, ...context.req.param() })
    if (!parsed.success) throw badRequest()
    return context.json(await handler(parsed.data, context), status)
  })
}

/** Sends a refusal as JSON. */
export function refuse(context: Context, { status, code, message }: Refusal): Response {
  return context.json({ code, message }, status)
}

// A name that is given once is a text, one that is given several times is a list.
function queryOf(context: Context): Record<string, unknown> {
  const all = Object.entries(context.req.queries())
  return Object.fromEntries(all.map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
}

async function bodyOf(context: Context): Promise<Record<string, unknown>> {
  const json: unknown = await context.req.json().catch(() => undefined)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw badRequest()
  return { ...json }
}
