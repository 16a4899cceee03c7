import { existsSync } from 'node:fs'
import type { Config } from '../src/config/load.ts'
import type { Encoder } from '../src/models/encoder.ts'
import { loadLibrary } from '../src/pipeline/library-snapshot.ts'
import { makeQuery } from '../src/pipeline/query.ts'
import { type MemeFilter, type Retriever, retrieve, retrieveExhaustively } from '../src/pipeline/retrieve.ts'
import { weightsFor } from '../src/pipeline/weights.ts'
import { parseTurn } from '../src/schemas/context.ts'
import type { Database } from '../src/storage/database.ts'
import { encoderKey } from '../src/storage/embeddings.ts'
import { searchLexical } from '../src/storage/memes.ts'
import { openVectorIndex } from '../src/storage/vector-index.ts'
import { indexProblem } from './ensure.ts'
import { readLabels } from './labels.ts'

/** What a check of the index found. */
export interface VerifyReport {
  readonly sound: boolean
  readonly problems: string[]
  readonly memes: number
  readonly missingImages: string[]
  /** Share of the exhaustive ten best that retrieval finds too, with real queries; null where the index cannot be opened. */
  readonly recallAt10: number | null
}

/** Checks that the index fits the library and the encoder, that images exist, and that retrieval finds what an exhaustive look finds. */
export async function verifyIndex(config: Config, database: Database, encoder: Encoder): Promise<VerifyReport> {
  const problem = await indexProblem(config, database, encoder)
  const library = await loadLibrary(database, encoder, config.dataFolder)
  const missingImages = [...library.byId.values()]
    .filter(item => item.meme.state !== 'deleted' && !existsSync(item.path))
    .map(item => item.meme.slug)
  const problems = [
    ...(problem ? [problem.message] : []),
    ...(missingImages.length > 0
      ? [`${missingImages.length} images are missing (${missingImages.slice(0, 3).join(', ')} …).`]
      : []),
  ]
  if (problem) return { sound: false, problems, memes: library.total, missingImages, recallAt10: null }
  const retriever: Retriever = {
    library,
    index: openVectorIndex(config.dataFolder, { key: encoderKey(encoder), dimension: encoder.dimension }),
    weights: weightsFor(encoder.id),
    lexical: (words, limit) => searchLexical(database, words, limit),
  }
  const recallAt10 = await measureRecall(
    retriever,
    encoder,
    readLabels('dev')
      .slice(0, 200)
      .map(label => label.turns),
  )
  return { sound: problems.length === 0, problems, memes: library.total, missingImages, recallAt10 }
}

/** recall@10 of retrieval against the exhaustive final score. */
export async function measureRecall(
  retriever: Retriever,
  encoder: Encoder,
  contexts: readonly string[][],
): Promise<number> {
  const filter: MemeFilter = { ratings: ['safe', 'sensitive'], states: ['approved'], exclude: new Set() }
  let found = 0
  let wanted = 0
  for (const turns of contexts) {
    const query = await makeQuery(turns.map(parseTurn), {}, encoder)
    const exact = retrieveExhaustively(query, filter, retriever).slice(0, 10)
    const near = new Set(
      retrieve(query, filter, retriever)
        .slice(0, 10)
        .map(({ item }) => item.meme.id),
    )
    wanted += exact.length
    found += exact.filter(({ item }) => near.has(item.meme.id)).length
  }
  return wanted === 0 ? 1 : found / wanted
}
