import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { characterGrams, fitTfidf, invert, type SparseVector } from './tfidf.ts'

const text = fc.string({ unit: fc.constantFrom('哈', '开', '心', 'a', ' ', '😂'), maxLength: 6 })

/** The same by definition, with a map for every text. */
function plainCosine(one: string, other: string, texts: readonly string[]): number {
  const weigh = (given: string) => {
    const weights = new Map<string, number>()
    for (const gram of characterGrams(given)) {
      const having = texts.filter(each => characterGrams(each).includes(gram)).length
      if (having === 0) continue
      weights.set(gram, (weights.get(gram) ?? 0) + Math.log((1 + texts.length) / (1 + having)) + 1)
    }
    return weights
  }
  const [left, right] = [weigh(one), weigh(other)]
  const norm = (weights: Map<string, number>) => Math.hypot(...weights.values())
  const product = [...left].reduce((sum, [gram, weight]) => sum + weight * (right.get(gram) ?? 0), 0)
  return product === 0 ? 0 : product / norm(left) / norm(right)
}

describe('character grams', () => {
  it('are all runs of one to three characters, whole code points, repeats kept', () => {
    expect(characterGrams('哈哈😂')).toEqual(['哈', '哈哈', '哈哈😂', '哈', '哈😂', '😂'])
    expect(characterGrams('')).toEqual([])
  })
})

describe('TF-IDF by way of the inverted index', () => {
  it('is the cosine that the definition gives', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), text, (texts, asked) => {
        const tfidf = fitTfidf(texts)
        const found = new Float64Array(texts.length).fill(9)
        invert(texts.map(tfidf.vectorOf), tfidf.dimension).similarities(tfidf.vectorOf(asked), found)
        texts.forEach((each, position) => {
          expect(found[position]).toBeCloseTo(plainCosine(asked, each, texts), 9)
        })
      }),
    )
  })

  it('agrees with the smoothed weights of scikit-learn', () => {
    // TfidfVectorizer(analyzer='char', ngram_range=(1, 3)) on ['ab', 'b']: idf a = ab = ln(3/2) + 1, idf b = 1.
    const rare = Math.log(3 / 2) + 1
    const norm = Math.hypot(rare, rare, 1)
    const { values } = fitTfidf(['ab', 'b']).vectorOf('ab')
    expect([...values].sort()).toEqual([1 / norm, rare / norm, rare / norm].sort())
  })

  it('leaves out what too few texts have', () => {
    const tfidf = fitTfidf(['开心', '开门'], 2)
    expect(tfidf.dimension).toBe(1)
    expect([...(tfidf.vectorOf('心') satisfies SparseVector).indices]).toEqual([])
  })
})
