import type { Meme } from '../../src/schemas/meme.ts'
import type { Evidence, ReadImage } from '../fingerprint/compare.ts'
import type { Fingerprint } from '../fingerprint/fingerprint.ts'
import type { Limits } from './limits.ts'
import type { Rejected } from './reasons.ts'

/** What looking at a file's bytes found: a sound image. */
export interface Examination extends Pick<Meme, 'id' | 'mime' | 'width' | 'height' | 'frames' | 'perceptualHash'> {
  /** SHA-256 of the bytes looked at; `id` is that of what is kept, which differs where it was converted. */
  readonly original: string
  readonly fingerprint: Fingerprint
  /** What is kept instead of the bytes looked at: AVIF and APNG become WebP, which every chat shows. */
  readonly converted: Uint8Array | undefined
  /** A still WebP of at most 256 pixels; animations only. */
  readonly still: Uint8Array | undefined
}

export type ExamineRequest =
  | { readonly kind: 'examine'; readonly bytes: Uint8Array; readonly limits: Limits }
  | { readonly kind: 'fingerprint'; readonly bytes: Uint8Array }
  | { readonly kind: 'compare'; readonly first: ReadImage; readonly second: ReadImage }

export type ExamineAnswer =
  | { readonly image: Examination }
  | { readonly rejected: Rejected }
  | { readonly fingerprint: Fingerprint }
  | { readonly evidence: Evidence }
