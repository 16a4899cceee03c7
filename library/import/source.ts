import type { PackLine } from '../pack/format.ts'
import type { RejectionError } from './reasons.ts'

/** A file that may be a meme, wherever it lies. */
export interface Source {
  /** The whole name, for people and reports: `folder/猫.gif`, `pack.zip/猫.gif`. */
  readonly name: string
  /** Its path within what was named, with `/`: what its folders say of it. */
  readonly path: string
  /** What a pack says of it. */
  readonly record?: PackLine
  /** Its bytes. @throws RejectionError */
  read(): Promise<Buffer>
}

/** A source, or why there is none. */
export type Found = { readonly source: Source } | { readonly name: string; readonly rejected: RejectionError }
