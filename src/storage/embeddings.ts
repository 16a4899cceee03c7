import { createHash } from 'node:crypto'
import type { Encoder } from '../models/encoder.ts'
import type { Annotation, Meme } from '../schemas/meme.ts'
import type { Database } from './database.ts'

/** One text of a meme that has an embedding of its own. */
export interface EmbeddedText {
  readonly facet: 'scenario' | 'unsuitable' | 'emotion' | 'motivation' | 'examples'
  readonly position: number
  readonly text: string
}

/** The twelve texts of an annotation: four facets and eight examples. */
export function textsOf(annotation: Annotation): EmbeddedText[] {
  const { scenario, unsuitable, emotion, motivation, examples } = annotation
  return [
    { facet: 'scenario', position: 0, text: scenario },
    { facet: 'unsuitable', position: 0, text: unsuitable },
    { facet: 'emotion', position: 0, text: emotion },
    { facet: 'motivation', position: 0, text: motivation },
    ...examples.map((text, position) => ({ facet: 'examples' as const, position, text })),
  ]
}

/** Name under which an encoder's embeddings are kept; another revision is another encoder. */
export function encoderKey(encoder: Pick<Encoder, 'id' | 'revision'>): string {
  return `${encoder.id}@${encoder.revision}`
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}

/** The embeddings of one meme; every vector has the encoder's dimension. */
export interface MemeVectors {
  readonly scenario: Float32Array
  readonly unsuitable: Float32Array
  readonly emotion: Float32Array
  readonly motivation: Float32Array
  readonly examples: readonly Float32Array[]
}

interface EmbeddingRow {
  readonly meme_id: string
  readonly facet: string
  readonly position: number
  readonly text_hash: string
  readonly vector: Buffer
}

/** Up to so many memes are looked up one by one; for more, all rows are read. */
const FEW = 100
const ROWS = 'SELECT meme_id, facet, position, text_hash, vector FROM embeddings WHERE encoder = ?'

function rowsOf(db: Database, encoder: string, meme?: string): EmbeddingRow[] {
  if (meme === undefined) return db.prepare<[string], EmbeddingRow>(ROWS).all(encoder)
  return db.prepare<[string, string], EmbeddingRow>(`${ROWS} AND meme_id = ?`).all(encoder, meme)
}

/** Reads the embeddings that are up to date with their texts, by meme id; memes with any missing are left out. */
export function readVectors(
  db: Database,
  encoder: string,
  memes: ReadonlyArray<Pick<Meme, 'id' | 'annotation'>>,
): Map<string, MemeVectors> {
  const rows = memes.length > FEW ? rowsOf(db, encoder) : memes.flatMap(({ id }) => rowsOf(db, encoder, id))
  const stored = new Map(rows.map(row => [`${row.meme_id}/${row.facet}/${row.position}`, row]))
  const complete = new Map<string, MemeVectors>()
  for (const { id, annotation } of memes) {
    const found = textsOf(annotation).map(text => {
      const row = stored.get(`${id}/${text.facet}/${text.position}`)
      return row && row.text_hash === hashText(text.text) ? toVector(row.vector) : undefined
    })
    if (found.some(vector => vector === undefined)) continue
    const [scenario, unsuitable, emotion, motivation, ...examples] = found as Float32Array[]
    complete.set(id, {
      scenario: scenario!,
      unsuitable: unsuitable!,
      emotion: emotion!,
      motivation: motivation!,
      examples,
    })
  }
  return complete
}

/** Writes embeddings; one transaction. */
export function saveEmbeddings(
  db: Database,
  encoder: string,
  rows: ReadonlyArray<EmbeddedText & { memeId: string; vector: Float32Array }>,
): void {
  const insert = db.prepare(
    'INSERT OR REPLACE INTO embeddings (meme_id, encoder, facet, position, text_hash, vector) VALUES (?, ?, ?, ?, ?, ?)',
  )
  db.driver.transaction(() => {
    for (const row of rows)
      insert.run(row.memeId, encoder, row.facet, row.position, hashText(row.text), toBlob(row.vector))
  })()
}

const toBlob = (vector: Float32Array) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)

// The driver's buffers need not be aligned to four bytes, so the bytes are copied.
function toVector(blob: Buffer): Float32Array {
  return new Float32Array(new Uint8Array(blob).buffer)
}
