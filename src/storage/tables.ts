import type { Generated } from 'kysely'

/** The tables as Kysely sees them; times are epoch milliseconds, JSON columns are text. */
export interface Tables {
  memes: MemesTable
  annotations: AnnotationsTable
  embeddings: EmbeddingsTable
  lexical: LexicalTable
  calibrations: CalibrationsTable
  channels: ChannelsTable
  deliveries: DeliveriesTable
  feedback: FeedbackTable
  settings: SettingsTable
}

export interface MemesTable {
  /** Small integer that the vector index uses as its label (it keeps 32 bits only). */
  label: Generated<number>
  id: string
  slug: string
  library: string
  file: string
  mime: string
  width: number
  height: number
  frames: number
  perceptual_hash: string
  caption: string
  rating: string
  source: string
  licence: string
  scope: string
  state: string
  created_at: number
  updated_at: number
}

export interface AnnotationsTable {
  meme_id: string
  scenario: string
  unsuitable: string
  emotion: string
  motivation: string
  /** JSON array of exactly eight strings. */
  examples: string
  updated_at: number
}

export interface EmbeddingsTable {
  meme_id: string
  /** Encoder's id and revision, joined by `@`. */
  encoder: string
  facet: string
  /** 0, or 0 to 7 for examples. */
  position: number
  /** SHA-256 of the embedded text: another text means another embedding. */
  text_hash: string
  /** Little-endian float32. */
  vector: Buffer
}

/** FTS5: words by jieba, joined by spaces; `rowid` is the meme's label. */
export interface LexicalTable {
  rowid: number
  words: string
}

export interface CalibrationsTable {
  encoder: string
  /** JSON; see `pipeline/score.ts`. */
  calibration: string
  created_at: number
}

export interface ChannelsTable {
  channel: string
  state: string
  updated_at: number
}

export interface DeliveriesTable {
  id: Generated<number>
  channel: string
  meme_id: string
  score: number
  threshold: number
  at: number
}

export interface FeedbackTable {
  id: Generated<number>
  channel: string
  meme_id: string
  reaction: string
  at: number
}

export interface SettingsTable {
  key: string
  value: string
}
