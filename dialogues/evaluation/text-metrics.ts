import { shuffled, streamOf } from '../random.ts'

/** Different n-grams over all n-grams (Li et al., 2016), in [0, 1]; 0 where there are none. N-grams do not cross texts. */
export function distinct(texts: ReadonlyArray<readonly string[]>, size: number): number {
  const found = new Set<string>()
  let all = 0
  for (const words of texts)
    for (let start = 0; start + size <= words.length; start += 1) {
      found.add(words.slice(start, start + size).join('\u0001'))
      all += 1
    }
  return all === 0 ? 0 : found.size / all
}

/**
 * The first tokens of the texts in an order drawn from the seed: distinct-n falls with the size of a text, so that sets are only
 * compared on samples of one size.
 */
export function tokenSample(texts: ReadonlyArray<readonly string[]>, tokens: number, seed: string): string[][] {
  const sample: string[][] = []
  let left = tokens
  for (const words of shuffled(texts, streamOf(seed, 'token-sample'))) {
    if (left <= 0) break
    sample.push(words.slice(0, left))
    left -= words.length
  }
  return sample
}

const MAXIMUM_ORDER = 4

/**
 * BLEU-4 (Papineni et al., 2002) of one text against several: the geometric mean of the clipped n-gram precisions times the brevity
 * penalty, in [0, 1]; precisions without a match count half a match (Chen and Cherry, 2014, method 1 with ε = 0.5).
 */
export function bleu(words: readonly string[], references: ReadonlyArray<readonly string[]>): number {
  const order = Math.min(MAXIMUM_ORDER, words.length)
  if (order === 0 || references.length === 0) return 0
  let logarithms = 0
  for (let size = 1; size <= order; size += 1) {
    const counts = grams(words, size)
    const most = new Map<string, number>()
    for (const reference of references)
      for (const [gram, count] of grams(reference, size)) if (count > (most.get(gram) ?? 0)) most.set(gram, count)
    let matched = 0
    for (const [gram, count] of counts) matched += Math.min(count, most.get(gram) ?? 0)
    logarithms += Math.log((matched || 0.5) / (words.length - size + 1))
  }
  const nearest = references
    .map(({ length }) => length)
    .reduce((best, length) => (Math.abs(length - words.length) < Math.abs(best - words.length) ? length : best))
  const brevity = words.length >= nearest ? 1 : Math.exp(1 - nearest / words.length)
  return brevity * Math.exp(logarithms / order)
}

function grams(words: readonly string[], size: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (let start = 0; start + size <= words.length; start += 1) {
    const gram = words.slice(start, start + size).join('\u0001')
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}

/** Texts of a self-BLEU sample: each is compared with all the others of the sample. */
const SELF_BLEU_SAMPLE = 60

/** Mean BLEU of each text against the others (Zhu et al., 2018): high where a set says the same again and again. */
export function selfBleu(texts: ReadonlyArray<readonly string[]>, seed: string): number {
  const sample = shuffled(texts, streamOf(seed, 'self-bleu')).slice(0, SELF_BLEU_SAMPLE)
  if (sample.length < 2) return 0
  const scores = sample.map((words, index) => bleu(words, [...sample.slice(0, index), ...sample.slice(index + 1)]))
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}
