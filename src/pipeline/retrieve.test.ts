import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeIndex } from '../../indexer/write.ts'
import {
  DIMENSION,
  loadedMeme,
  randomDirection,
  randomQuery,
  randomVectors,
  snapshotOf,
} from '../../test/synthetic-library.ts'
import { seededRandom } from '../random.ts'
import type { MemeState, Rating } from '../schemas/meme.ts'
import { type Database, openDatabase } from '../storage/database.ts'
import { rebuildLexical, searchLexical } from '../storage/memes.ts'
import { openVectorIndex } from '../storage/vector-index.ts'
import { contentWords } from '../text/segment.ts'
import {
  allows,
  EXACT_CANDIDATES,
  type MemeFilter,
  type Retriever,
  retrieve,
  retrieveExhaustively,
} from './retrieve.ts'
import { weightsFor } from './weights.ts'

const MEMES = 800
const TOPICS = ['加班', '奶茶', '考试', '地铁', '老板', '周末', '减肥', '游戏', '相亲', '快递', '猫咪', '房租']
const STATES: MemeState[] = ['draft', 'review', 'approved', 'approved', 'approved', 'blocked', 'deleted']
const RATINGS: Rating[] = ['safe', 'safe', 'safe', 'sensitive', 'blocked']

const random = seededRandom(2025)
const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!
const directions = new Map(TOPICS.map(topic => [topic, randomDirection(random)]))

// Memes of twelve topics in two guilds and beyond, of every rating and state.
const items = Array.from({ length: MEMES }, (_, index) => {
  const topic = pick(TOPICS)
  const scope = pick(['global', 'global', 'guild:one', 'guild:two'])
  const meme = { scope, rating: pick(RATINGS), state: pick(STATES), caption: `${topic}又来了` }
  return loadedMeme(index + 1, randomVectors(random, directions.get(topic)!), { meme, words: contentWords(topic) })
})
const everything: MemeFilter = {
  guild: 'one',
  ratings: ['safe', 'sensitive'],
  states: ['draft', 'review', 'approved', 'blocked', 'deleted'],
  exclude: new Set(),
}
const queries = Array.from({ length: 60 }, () => {
  const topic = pick(TOPICS)
  return randomQuery(random, directions.get(topic)!, contentWords(random() < 0.5 ? `又要${topic}` : pick(TOPICS)))
})

let database: Database
let tools: Retriever
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doutu-retrieve-'))
  database = await openDatabase(folder)
  const points = items.map(item => ({ label: item.meme.label, vectors: item.vectors }))
  writeIndex(folder, points, { encoder: 'fake@1', dimension: DIMENSION, content: 'none', builtAt: 0 })
  await rebuildLexical(
    database,
    items.map(item => item.meme),
  )
  tools = {
    library: snapshotOf(items),
    index: openVectorIndex(folder, { key: 'fake@1', dimension: DIMENSION }),
    weights: weightsFor('none'),
    lexical: (words, limit) => searchLexical(database, words, limit),
  }
})

afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const ids = (found: ReturnType<typeof retrieve>, limit: number) => found.slice(0, limit).map(one => one.item.meme.id)

/** Share of the exhaustive best ten that retrieval finds too, over all queries. */
function recall(filter: MemeFilter, from: Retriever = tools): number {
  const shares = queries.map(query => {
    const exact = ids(retrieveExhaustively(query, filter, from), 10)
    const found = new Set(ids(retrieve(query, filter, from), 10))
    return exact.length === 0 ? 1 : exact.filter(id => found.has(id)).length / exact.length
  })
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

describe('retrieval among 800 memes', () => {
  it('finds at least 95 % of the ten that an exhaustive search ranks best', () => {
    expect(recall(everything)).toBeGreaterThanOrEqual(0.95)
  })

  it('finds as many where the filter lets only a few through', () => {
    expect(recall({ ...everything, ratings: ['sensitive'], states: ['review'] })).toBeGreaterThanOrEqual(0.95)
  })

  it('finds every single allowed meme where there are fewer than are scored exactly', () => {
    const few = { ...everything, guild: 'two', ratings: ['sensitive' as const], states: ['approved' as const] }
    const all = items.filter(item => allows(few, item, new Set()))
    expect(all.length).toBeGreaterThan(20)
    expect(all.length).toBeLessThan(EXACT_CANDIDATES)
    for (const query of queries) expect(retrieve(query, few, tools)).toEqual(retrieveExhaustively(query, few, tools))
  })

  it('ranks by the exact score, ties by label, and gives no meme twice', () => {
    for (const query of queries) {
      const found = retrieve(query, everything, tools)
      expect(new Set(ids(found, MEMES)).size).toBe(found.length)
      found.slice(1).forEach((one, index) => {
        const [higher, lower] = [found[index]!, one]
        expect(higher.parts.raw).toBeGreaterThanOrEqual(lower.parts.raw)
        if (higher.parts.raw === lower.parts.raw) expect(higher.item.meme.label).toBeLessThan(lower.item.meme.label)
      })
    }
  })

  it('lets words bring in a meme that the vectors alone would leave out', () => {
    const query = randomQuery(seededRandom(8), directions.get('加班')!, contentWords('房租'))
    const silent = { ...tools, lexical: () => [] }
    const shared = (from: Retriever) => retrieve(query, everything, from).filter(one => one.parts.lexical > 0).length
    expect(shared(tools)).toBeGreaterThan(shared(silent))
  })
})

describe('the filter', () => {
  const filters = Array.from({ length: 40 }, (): MemeFilter => {
    const some = <T>(of: readonly T[]) => [...new Set(of)].filter(() => random() < 0.5)
    return {
      guild: pick([undefined, 'one', 'two', 'three', 'one,global']),
      ratings: some(RATINGS),
      states: some(STATES),
      exclude: new Set(items.filter(() => random() < 0.3).map(item => item.meme.id)),
    }
  })

  it('is never broken: neither guild, rating, state nor exclusion', () => {
    let seen = 0
    for (const [index, filter] of filters.entries()) {
      for (const { item } of retrieve(queries[index]!, filter, tools)) {
        const { scope, rating, state, id } = item.meme
        seen += 1
        expect(scope === 'global' || scope === `guild:${filter.guild}`).toBe(true)
        expect(filter.ratings).toContain(rating)
        expect(filter.states).toContain(state)
        expect(filter.exclude.has(id)).toBe(false)
        expect(rating).not.toBe('blocked')
      }
    }
    expect(seen).toBeGreaterThan(500)
  })

  it('without a guild lets only global memes through, and a guild sees its own too', () => {
    const scopes = (guild: string | undefined) =>
      new Set(
        queries.flatMap(query => retrieve(query, { ...everything, guild }, tools)).map(one => one.item.meme.scope),
      )
    expect(scopes(undefined)).toEqual(new Set(['global']))
    expect(scopes('two')).toEqual(new Set(['global', 'guild:two']))
  })

  it('leaves a full pool: the excluded best give way to the next best', () => {
    const query = queries[0]!
    const best = ids(retrieve(query, everything, tools), EXACT_CANDIDATES)
    const rest = retrieve(query, { ...everything, exclude: new Set(best) }, tools)
    expect(rest.length).toBeGreaterThanOrEqual(Math.min(EXACT_CANDIDATES, items.length / 4))
    expect(ids(rest, MEMES).filter(id => best.includes(id))).toEqual([])
  })

  it('holds back memes whose image is gone, and labels that nobody knows', () => {
    const query = queries[0]!
    const [first] = retrieve(query, everything, tools)
    const library = snapshotOf(items, [first!.item.meme])
    expect(ids(retrieve(query, everything, { ...tools, library }), MEMES)).not.toContain(first!.item.meme.id)
    const smaller = snapshotOf(items.filter(item => item.meme.id !== first!.item.meme.id))
    expect(ids(retrieve(query, everything, { ...tools, library: smaller }), MEMES)).not.toContain(first!.item.meme.id)
  })
})
