import type { Interactions } from '../interactions.ts'
import type { State } from '../model/state.ts'
import type { Json, StoredFile } from '../model/types.ts'

/** A file of a multipart body. */
export interface UploadedFile extends StoredFile {
  /** Name of the form field, such as `files[0]`. */
  readonly field: string
}

/** A request as the handlers see it. */
export interface RestRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** The JSON body or `payload_json`; an empty object without a body. */
  readonly json: Json
  readonly files: readonly UploadedFile[]
}

/** What handlers work on. */
export interface RestTools {
  readonly state: State
  readonly interactions: Interactions
  /** Address of the gateway. */
  readonly gateway: string
  readonly shards: number
}

/** An answer: its status and body; 204 has none. */
export interface RestAnswer {
  readonly status: number
  readonly body?: unknown
}

/** Answers one operation, or throws a `DiscordRefusal`. */
export type Handler = (request: RestRequest, tools: RestTools) => RestAnswer

export const ok = (body: unknown): RestAnswer => ({ status: 200, body })
export const nothing: RestAnswer = { status: 204 }
