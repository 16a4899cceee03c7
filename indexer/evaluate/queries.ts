import type { Encoder } from '../../src/models/encoder.ts'
import { encodeAll } from './encode-all.ts'
import type { HeldOut } from './held-out.ts'
import { cosineRows, matrixOf, transposed } from './matrix.ts'
import { type RankFigures, rankFigures, type Standing, standingOf } from './ranks.ts'
import { fitTfidf, invert } from './tfidf.ts'

/** Figures of one ranking, judged in two ways. */
export interface QueryFigures {
  /** Only the very item that the query was held out of is right. */
  readonly strict: RankFigures
  /** Every item that has this query among all its queries is right. */
  readonly multiPositive: RankFigures
}

/**
 * Share of the cosine of embeddings in the similarity of two queries; the rest is that of character n-grams. Chosen beforehand on
 * data of our own by scripts/measure/queries.ts, never on a file that is being evaluated.
 */
export const DENSE_SHARE = 0.8
/** How much an item's other queries count beside its best one; from the same script. */
export const SUPPORT = 1
/** What an item gains that was asked for in these very words before: in a large collection near misses would crowd it out. */
export const IDENTITY = 1

/**
 * One way to rank. Two queries are alike by dense · cosine + lexical · TF-IDF (+ identity for the same words); an item scores its best query's likeness, and
 * support · (the sum of the others') / (the number of its queries): one lucky match is worth less than one that the rest bear out.
 */
export interface Mix {
  readonly dense: number
  readonly lexical: number
  readonly support: number
  readonly identity: number
}

/** The rankings that an evaluation compares; `doutu` is the one that counts, `tfidf` the baseline. */
export const MIXES = {
  doutu: { dense: DENSE_SHARE, lexical: 1 - DENSE_SHARE, support: SUPPORT, identity: IDENTITY },
  dense: { dense: 1, lexical: 0, support: SUPPORT, identity: 0 },
  tfidf: { dense: 0, lexical: 1, support: SUPPORT, identity: 0 },
} as const satisfies Record<string, Mix>

/** Ranks all items for every held-out query, in each of the given ways. @param onProgress called with questions asked, and all of them */
export async function evaluateQueries<Name extends string>(
  { texts, items, questions }: HeldOut,
  encoder: Encoder,
  mixes: Readonly<Record<Name, Mix>>,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Record<Name, QueryFigures>> {
  const tfidf = fitTfidf(texts)
  const inverted = invert(texts.map(tfidf.vectorOf), tfidf.dimension)
  // Queries on both sides: what is compared is how people ask.
  const indexed = await encodeAll(encoder, texts, 'query')
  const asked = await encodeAll(
    encoder,
    questions.map(question => question.text),
    'query',
  )
  const names = Object.keys(mixes) as Name[]
  const standings = Object.fromEntries(
    names.map(name => [name, { strict: [] as Standing[], multiPositive: [] as Standing[] }]),
  ) as Record<Name, { strict: Standing[]; multiPositive: Standing[] }>
  const lexical = new Float64Array(texts.length)
  const positions = new Map(texts.map((text, position) => [text, position]))
  let done = 0
  for await (const cosines of cosineRows(asked, transposed(matrixOf(indexed, encoder.dimension)))) {
    const { text, item, alike } = questions[done]!
    inverted.similarities(tfidf.vectorOf(text), lexical)
    const same = positions.get(text) ?? -1
    for (const name of names) {
      const scores = scoreItems(items, { cosines, lexical, same }, mixes[name])
      standings[name].strict.push(standingOf(scores, [item]))
      standings[name].multiPositive.push(standingOf(scores, alike))
    }
    done += 1
    onProgress(done, questions.length)
  }
  return Object.fromEntries(
    names.map(name => [
      name,
      { strict: rankFigures(standings[name].strict), multiPositive: rankFigures(standings[name].multiPositive) },
    ]),
  ) as Record<Name, QueryFigures>
}

/** How a question compares with each text of the index. */
export interface Likeness {
  readonly cosines: Float32Array
  /** TF-IDF cosines. */
  readonly lexical: Float64Array
  /** Position of the text that is the question's own; -1 where there is none. */
  readonly same: number
}

/** Every item's score for one question. */
export function scoreItems(
  items: ReadonlyArray<Int32Array>,
  { cosines, lexical, same }: Likeness,
  mix: Mix,
): Float64Array {
  const scores = new Float64Array(items.length)
  for (let item = 0; item < items.length; item += 1) {
    const own = items[item]!
    let best = Number.NEGATIVE_INFINITY
    let sum = 0
    let identity = 0
    for (let position = 0; position < own.length; position += 1) {
      const text = own[position]!
      const similarity = mix.dense * cosines[text]! + mix.lexical * lexical[text]!
      sum += similarity
      if (similarity > best) best = similarity
      if (text === same) identity = mix.identity
    }
    scores[item] = identity + best + (mix.support * (sum - best)) / own.length
  }
  return scores
}
