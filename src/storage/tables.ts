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
  guild_settings: GuildSettingsTable
  member_choices: MemberChoicesTable
  guild_blocks: GuildBlocksTable
  guild_memes: GuildMemesTable
  posts: PostsTable
  votes: VotesTable
  history: HistoryTable
  originals: OriginalsTable
  findings: FindingsTable
  pairs: PairsTable
  blocked_images: BlockedImagesTable
  answers: AnswersTable
  annotation_runs: AnnotationRunsTable
  requests: RequestsTable
  edits: EditsTable
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

export interface GuildSettingsTable {
  guild: string
  /** Empty for the guild's own settings. */
  channel: string
  /** JSON; see `schemas/guild.ts`. */
  settings: string
  updated_at: number
}

export interface MemberChoicesTable {
  /** `*` for everywhere. */
  guild: string
  member: string
  unread: number
  without_memes: number
  updated_at: number
}

export interface GuildBlocksTable {
  guild: string
  content_hash: string
  perceptual_hash: string
  /** Who blocked it. */
  member: string
  at: number
}

export interface GuildMemesTable {
  meme_id: string
  guild: string
  /** SHA-256 of the bytes that were handed in. */
  content_hash: string
  /** Who handed it in; empty once that is deleted. */
  member: string
  at: number
}

/** Memes in Discord: a row is there before the upload begins, so that a killed process never sends twice. */
export interface PostsTable {
  /** Also the nonce of the message. */
  id: string
  guild: string
  channel: string
  meme_id: string
  /** `policy`, `request`, `find` or `setup`. */
  origin: string
  /** `sending`, `sent`, `failed`, `lost` or `removed`. */
  status: string
  /** Id of the message, once it arrived. */
  message: string | null
  /** Id of the message that the policy answered: at most one meme each. */
  answers: string | null
  /** Whom it answers, and who asked for it; empty for nobody, and once that is deleted. */
  member: string
  requester: string
  /** JSON; see `schemas/post.ts`. No text. */
  explanation: string
  at: number
}

export interface VotesTable {
  message: string
  member: string
  reaction: string
  meme_id: string
  guild: string
  at: number
}

/** Only where a guild turned history on. */
export interface HistoryTable {
  message: string
  guild: string
  channel: string
  member: string
  text: string
  at: number
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

/** Every change of a meme that was there, a field each: what undo goes by, and what the starter library keeps over an update. */
export interface EditsTable {
  id: Generated<number>
  /** What was done at once. */
  batch: string
  meme_id: string
  field: string
  /** JSON. */
  before: string
  after: string
  /** The batch that was taken back. */
  undoes: string | null
  at: number
}
