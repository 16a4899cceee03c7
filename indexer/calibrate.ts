import type { Encoder } from '../src/models/encoder.ts'
import { bothOpinions } from '../src/pipeline/gate/both-opinions.ts'
import { loadClassifier } from '../src/pipeline/gate/classifier.ts'
import { makeGate } from '../src/pipeline/gate/gate.ts'
import { loadLibrary } from '../src/pipeline/library-snapshot.ts'
import { makeQuery } from '../src/pipeline/query.ts'
import { retrieveExhaustively } from '../src/pipeline/retrieve.ts'
import { boundedLogit, type Calibration, NEUTRAL_CALIBRATION } from '../src/pipeline/score.ts'
import { weightsFor } from '../src/pipeline/weights.ts'
import { parseTurn } from '../src/schemas/context.ts'
import { saveCalibration } from '../src/storage/calibrations.ts'
import type { Database } from '../src/storage/database.ts'
import { encoderKey } from '../src/storage/embeddings.ts'
import { readLabels } from './labels.ts'
import { fitLogistic } from './logistic.ts'

/** Decisions are made among the first few candidates, so the curve is fitted there. */
const CANDIDATES_PER_CONTEXT = 3
const ENOUGH_CONTEXTS = 50

/**
 * Fits raw scores to the probability that a labelled person calls the meme fitting, for this encoder and library, on the dev
 * split, and stores it. Contexts that the gate holds are left out: no score of theirs is ever used.
 * @returns how many contexts it was fitted on; 0 where the labelled memes are not in the library
 */
export async function calibrate(db: Database, encoder: Encoder, dataFolder: string, now: number): Promise<number> {
  const library = await loadLibrary(db, encoder, dataFolder)
  const starter = new Set(
    [...library.byId.values()].filter(item => item.meme.library === 'starter').map(item => item.meme.slug),
  )
  const labels = readLabels('dev').filter(
    label => label.fitting.length === 0 || label.fitting.some(slug => starter.has(slug)),
  )
  const calibration = labels.length < ENOUGH_CONTEXTS ? NEUTRAL_CALIBRATION : await fitOn(labels)
  await saveCalibration(db, encoderKey(encoder), calibration, now)
  return calibration.contexts

  async function fitOn(labelled: typeof labels): Promise<Calibration> {
    const gate = makeGate(loadClassifier())
    const weights = weightsFor(encoder.id)
    const filter = {
      ratings: ['safe' as const],
      states: ['approved' as const, 'blocked' as const, 'deleted' as const],
      exclude: new Set<string>(),
    }
    const rows: number[][] = []
    const outcomes: number[] = []
    for (const label of labelled) {
      const turns = label.turns.map(parseTurn)
      const verdict = gate.read(turns, turns.length, null, now)
      if (verdict.hold) continue
      const query = await makeQuery(turns, {}, encoder)
      const { welcome } = bothOpinions(verdict, query.estimates)
      const ranked = retrieveExhaustively(query, filter, { library: { ...library, missing: [] }, weights }).filter(
        ({ item }) => starter.has(item.meme.slug),
      )
      for (const { item, parts } of ranked.slice(0, CANDIDATES_PER_CONTEXT)) {
        rows.push([parts.raw, boundedLogit(welcome)])
        outcomes.push(label.fitting.includes(item.meme.slug) ? 1 : 0)
      }
    }
    const [slope = 0, welcome = 0, intercept = 0] = fitLogistic(rows, outcomes)
    // A meme that is more alike is never less fitting: a nonsensical fit (too few labels) falls back to the guess.
    return slope > 0
      ? { slope, welcome: Math.max(0, welcome), intercept, contexts: labelled.length }
      : NEUTRAL_CALIBRATION
  }
}
