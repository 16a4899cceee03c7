import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeEncoder } from '../../test/helpers.ts'
import { randomDirection, randomQuery, randomVectors } from '../../test/synthetic-library.ts'
import { dot, weightedMean } from '../models/encoder.ts'
import { seededRandom } from '../random.ts'
import type { Turn } from '../schemas/context.ts'
import { QUERY_FACETS } from '../schemas/meme.ts'
import { BLOCKS } from '../storage/vector-index.ts'
import { blockVector, makeQuery, meanExample, queryVector, TURN_DECAY } from './query.ts'

const turn = (text: string, speaker = 'A'): Turn => ({ speaker, text })
const norm = (vector: Float32Array) => Math.sqrt(dot(vector, vector))
const encoder = fakeEncoder()
const encode = async (text: string) => (await encoder.encode([text], 'query'))[0]!

describe('the inner product of a query’s and a meme’s blocks', () => {
  it('is the weighted sum of the facet cosines, whatever the weights', () => {
    const weight = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.nat(),
        weight,
        weight,
        weight,
        weight,
        weight,
        (seed, scenario, emotion, motivation, mean, best) => {
          const random = seededRandom(seed)
          const meme = randomVectors(random, randomDirection(random))
          const query = randomQuery(random, randomDirection(random))
          const weights = {
            scenario,
            emotion,
            motivation,
            examples: mean,
            bestExample: best,
            unsuitable: 1,
            lexical: 1,
          }
          const [left, right] = [queryVector(query, weights), blockVector(meme)]
          const product = left.reduce((sum, value, index) => sum + value * right[index]!, 0)
          const cosine = (a: Float32Array, b: Float32Array) => dot(a, b) / (norm(a) * norm(b))
          expect(product).toBeCloseTo(
            scenario * cosine(query.vectors.scenario, meme.scenario) +
              emotion * cosine(query.vectors.emotion, meme.emotion) +
              motivation * cosine(query.vectors.motivation, meme.motivation) +
              (mean + best) * cosine(query.vectors.examples, meanExample(meme)),
            4,
          )
        },
      ),
    )
  })

  it('weighs every block alike: each has norm 1', () => {
    const random = seededRandom(1)
    const vector = blockVector(randomVectors(random, randomDirection(random)))
    const size = vector.length / BLOCKS.length
    for (let block = 0; block < BLOCKS.length; block += 1)
      expect(norm(Float32Array.from(vector.slice(block * size, (block + 1) * size)))).toBeCloseTo(1, 5)
  })
})

describe('a query', () => {
  it('without hints looks for the context in every facet', async () => {
    const query = await makeQuery([turn('又要加班')], {}, encoder)
    for (const facet of QUERY_FACETS) expect(query.vectors[facet]).toEqual(query.context)
    expect(dot(query.context, await encode('又要加班'))).toBeCloseTo(1, 5)
  })

  it('with a hint looks for it in that facet, and for the context in the others', async () => {
    const query = await makeQuery([turn('又要加班')], { emotion: '疲惫', motivation: '  ' }, encoder)
    expect(query.vectors.emotion).toEqual(await encode('疲惫'))
    for (const facet of ['scenario', 'motivation', 'examples'] as const)
      expect(query.vectors[facet]).toEqual(query.context)
  })

  it('holds each hint against its own facet, in whatever order they are given', async () => {
    const hints = { examples: '我真的会谢', scenario: '周一开会', motivation: '求安慰' }
    const query = await makeQuery([turn('早'), turn('烦')], hints, encoder)
    for (const [facet, text] of Object.entries(hints))
      expect(query.vectors[facet as keyof typeof hints]).toEqual(await encode(text))
  })

  it('hears the last turn loudest, and earlier ones by the decay', async () => {
    const query = await makeQuery([turn('昨天看电影'), turn('又要加班'), turn('我想睡觉')], {}, encoder)
    const texts = await Promise.all(['昨天看电影', '又要加班', '我想睡觉'].map(encode))
    const expected = weightedMean(texts, [TURN_DECAY ** 2, TURN_DECAY, 1])
    expect(dot(query.context, expected)).toBeCloseTo(1, 5)
    expect(dot(query.context, texts[2]!)).toBeGreaterThan(dot(query.context, texts[0]!))
  })

  it('is not drowned by a long earlier turn', async () => {
    const long = turn('今天天气不错我们去公园走走吧'.repeat(40))
    const query = await makeQuery([long, turn('又要加班')], {}, encoder)
    expect(dot(query.context, await encode('又要加班'))).toBeGreaterThan(dot(query.context, await encode(long.text)))
  })

  it('takes its words from the last two turns only', async () => {
    const { words } = await makeQuery([turn('火锅'), turn('奶茶'), turn('加班')], {}, encoder)
    expect(words).toEqual(['奶茶', '加班'])
  })

  it('of any text at all has finite vectors of norm 1 or 0', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 6 }), async texts => {
        const query = await makeQuery(texts.map(text => turn(text)), {}, encoder) // biome-ignore format: one line
        for (const vector of [query.context, ...Object.values(query.vectors)]) {
          expect(vector).toHaveLength(encoder.dimension)
          expect([0, 1]).toContain(Math.round(norm(vector) * 1e4) / 1e4)
        }
      }),
    )
  })
})
