import type { Encoder } from '../../src/models/encoder.ts'
import type { Random } from '../../src/pipeline/samplers.ts'
import { shuffled } from '../../src/random.ts'
import { type Design, denseDesign, sparseDesign } from './design.ts'
import { encodeAll } from './encode-all.ts'
import { stratifiedFolds } from './folds.ts'
import { cosineRows, matrixOf, transposed } from './matrix.ts'
import { NEIGHBOURS, vote } from './neighbours.ts'
import { EXACT, type Probe, predict, ROUGH, trainProbe } from './probe.ts'
import { fitTfidf, invert, type SparseVector } from './tfidf.ts'

/** A line and the emotion that people gave it. */
export interface LabelledText {
  readonly text: string
  readonly label: string
}

/** Accuracies of two plain classifiers on the same vectors, in [0, 1]. */
export interface ProbeFigures {
  readonly knn: number
  readonly logistic: number
}

/** What emotions can be read from the encoder's vectors, by cross-validation. */
export interface EmotionFigures extends ProbeFigures {
  readonly lines: number
  readonly classes: number
  readonly folds: number
  readonly neighbours: number
  /** Accuracy of always the commonest class of the training folds. */
  readonly majority: number
  /** The same two classifiers on character 1–3-gram TF-IDF. */
  readonly tfidf: ProbeFigures
}

export const FOLDS = 5
/** Strengths (scikit-learn's C) that are tried on a part of each training fold; the test fold has no say. */
const STRENGTHS = [1, 10, 100]
/** A gram that one line alone has tells nothing of another. */
const LEAST_TEXTS = 2

/** One fold: what is learned from, and what is asked. */
interface Fold {
  readonly train: readonly number[]
  readonly test: readonly number[]
}

/** Stratified, seeded cross-validation. @param onProgress called with steps done, and all of them */
export async function evaluateEmotions(
  lines: readonly LabelledText[],
  encoder: Encoder,
  random: Random,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<EmotionFigures> {
  const names = [...new Set(lines.map(line => line.label))]
  const labels = Int32Array.from(lines, line => names.indexOf(line.label))
  const assigned = stratifiedFolds(lines, FOLDS, random)
  const texts = lines.map(line => line.text)
  const vectors = await encodeAll(encoder, texts, 'query')
  const correct = { majority: 0, knn: 0, logistic: 0, tfidfKnn: 0, tfidfLogistic: 0 }
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const positions = lines.map((_, position) => position)
    const part: Fold = {
      train: positions.filter(position => assigned[position] !== fold),
      test: positions.filter(position => assigned[position] === fold),
    }
    const learned = Int32Array.from(part.train, position => labels[position]!)
    const count = (guesses: ArrayLike<number>) =>
      part.test.filter((position, row) => guesses[row] === labels[position]).length
    const common = commonest(learned, names.length)
    correct.majority += count(part.test.map(() => common))
    correct.knn += count(await denseNeighbours(vectors, part, learned, names.length, encoder.dimension))
    correct.logistic += count(
      await probe(part, learned, names.length, random, rows =>
        denseDesign(
          rows.map(row => vectors[row]!),
          encoder.dimension,
        ),
      ),
    )
    onProgress(2 * fold + 1, 2 * FOLDS)
    const tfidf = fitTfidf(
      part.train.map(position => texts[position]!),
      LEAST_TEXTS,
    )
    const sparse = texts.map(tfidf.vectorOf)
    correct.tfidfKnn += count(sparseNeighbours(sparse, part, learned, names.length, tfidf.dimension))
    correct.tfidfLogistic += count(
      await probe(part, learned, names.length, random, rows =>
        sparseDesign(
          rows.map(row => sparse[row]!),
          tfidf.dimension,
        ),
      ),
    )
    onProgress(2 * fold + 2, 2 * FOLDS)
  }
  const share = (hits: number) => hits / lines.length
  return {
    lines: lines.length,
    classes: names.length,
    folds: FOLDS,
    neighbours: NEIGHBOURS,
    majority: share(correct.majority),
    knn: share(correct.knn),
    logistic: share(correct.logistic),
    tfidf: { knn: share(correct.tfidfKnn), logistic: share(correct.tfidfLogistic) },
  }
}

function commonest(labels: Int32Array, classes: number): number {
  const counts = new Int32Array(classes)
  for (const label of labels) counts[label]! += 1
  return counts.indexOf(Math.max(...counts))
}

async function denseNeighbours(
  vectors: readonly Float32Array[],
  { train, test }: Fold,
  learned: Int32Array,
  classes: number,
  dimension: number,
): Promise<number[]> {
  const against = transposed(
    matrixOf(
      train.map(position => vectors[position]!),
      dimension,
    ),
  )
  const guesses: number[] = []
  const asked = test.map(position => vectors[position]!)
  for await (const cosines of cosineRows(asked, against)) guesses.push(vote(cosines, learned, classes))
  return guesses
}

function sparseNeighbours(
  vectors: readonly SparseVector[],
  { train, test }: Fold,
  learned: Int32Array,
  classes: number,
  dimension: number,
): number[] {
  const index = invert(
    train.map(position => vectors[position]!),
    dimension,
  )
  const similarities = new Float64Array(train.length)
  return test.map(position => {
    index.similarities(vectors[position]!, similarities)
    return vote(similarities, learned, classes)
  })
}

/** Learns on the training rows, with the strength that does best on a fifth of them, and guesses the test rows. */
async function probe(
  { train, test }: Fold,
  learned: Int32Array,
  classes: number,
  random: Random,
  designOf: (rows: readonly number[]) => Design,
): Promise<Int32Array> {
  const rows = shuffled([...train.keys()], random)
  const checked = rows.slice(0, Math.floor(rows.length / FOLDS))
  const fitted = rows.slice(checked.length)
  const [fitDesign, checkDesign] = [fitted, checked].map(part => designOf(part.map(row => train[row]!)))
  let best: { strength: number; hits: number; probe?: Probe } = { strength: STRENGTHS[0]!, hits: -1 }
  let warm: Probe | undefined
  for (const strength of STRENGTHS) {
    warm = await trainProbe(
      fitDesign!,
      Int32Array.from(fitted, row => learned[row]!),
      classes,
      strength,
      ROUGH,
      warm,
    )
    const guesses = await predict(checkDesign!, warm)
    const hits = checked.filter((row, at) => guesses[at] === learned[row]).length
    if (hits > best.hits) best = { strength, hits, probe: warm }
  }
  const final = await trainProbe(designOf(train), learned, classes, best.strength, EXACT, best.probe)
  return predict(designOf(test), final)
}
