import type { z } from 'zod'

/** One request that the page makes: its schemas are read by the server, which parses the input, and by the client, which parses the answer. */
export interface Endpoint<Input extends z.ZodObject = z.ZodObject, Answer extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path with `:name` for every part that the input has under that name. */
  readonly path: `/api/${string}`
  /** Parameters of the path, and of the query (GET: everything is text there, so coerce) or the JSON body (all else), in one object. */
  readonly input: Input
  readonly answer: Answer
}

/** Defines an endpoint; there for the inference of its types. */
export function endpoint<Input extends z.ZodObject, Answer extends z.ZodType>(
  defined: Endpoint<Input, Answer>,
): Endpoint<Input, Answer> {
  return defined
}
