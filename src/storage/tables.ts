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
  originals: OriginalsTable
  findings: FindingsTable
  pairs: PairsTable
  blocked_images: BlockedImagesTable
  answers: AnswersTable
  annotation_runs: AnnotationRunsTable
  requests: RequestsTable
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
  /** JSON array of strings. */
  tags: Generated<string>
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
  /** Who wrote it: `draft`, `model` or `hand`. */
  origin: Generated<string>
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

/** Files that memes were imported from: a converted or merged image is known again by its own content. */
export interface OriginalsTable {
  /** SHA-256 of the file's bytes. */
  hash: string
  meme_id: string
  /** The name it had, for people. */
  name: string
  at: number
}

/** What was found out by looking at an image: `fingerprint`, `reading` or `safety`; derived, can be made again. */
export interface FindingsTable {
  meme_id: string
  kind: string
  /** JSON, with a version of its own. */
  content: string
  at: number
}

/** Two memes that look alike; `first` was there first. */
export interface PairsTable {
  first: string
  second: string
  distance: number
  /** `same` or `unsure`. */
  verdict: string
  /** Code of the reason for the verdict. */
  why: string
  /** What a person decided: `merged` or `different`; null while it is open. */
  decision: string | null
  at: number
}

/** Images that must not be imported, whether or not a meme was ever made of them. */
export interface BlockedImagesTable {
  hash: string
  /** JSON. */
  fingerprint: string
  at: number
}

/** What a vision model answered, paid for once. */
export interface AnswersTable {
  /** Digest of image, prompt version, model and the attempt (`repair` is another key). */
  key: string
  meme_id: string
  /** `answered`, `refused` or `invalid`. */
  status: string
  content: string
  at: number
}

/** One run of the annotator; without an end it was killed, and the next run goes on with its budget. */
export interface AnnotationRunsTable {
  id: Generated<number>
  started_at: number
  ended_at: number | null
}

/** Every request to a vision model: what it may cost at most, and once `settled` what it did cost. */
export interface RequestsTable {
  id: Generated<number>
  run: number
  key: string
  tokens_in: number
  tokens_out: number
  cost: number
  /** 0 while the answer is out, 1 afterwards. */
  settled: number
  at: number
}
