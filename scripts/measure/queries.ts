import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import { z } from 'zod'
import { holdOut } from '../../indexer/evaluate/held-out.ts'
import { evaluateQueries, type Mix, type QueryFigures } from '../../indexer/evaluate/queries.ts'
import type { QueryItem } from '../../indexer/evaluate/query-file.ts'
import { print, readConfig } from '../../src/cli/context.ts'
import { loadEncoder } from '../../src/models/transformers-encoder.ts'
import { seededRandom } from '../../src/random.ts'
import { parseJsonLines } from '../../src/schemas/context.ts'
import { normalizeText } from '../../src/text/normalize.ts'

/**
 * Chooses DENSE_SHARE and SUPPORT of indexer/evaluate/queries.ts: node --import tsx scripts/measure/queries.ts
 * Ranks with every mix on data/queries.jsonl here, which no encoder is trained on: alone, and in a crowd of the query groups that the
 * encoder is trained on, which are not asked about, so that the choice holds for small collections and for large ones.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SEEDS = [1, 2, 3, 4]
const SHARES = [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 1]
const SUPPORTS = [0, 0.25, 0.5, 1]

const groupSchema = z.object({ queries: z.array(z.string()).min(1) })
function readLines<T>(path: string, schema: z.ZodType<T>): T[] {
  const lines = parseJsonLines(readFileSync(path, 'utf8').split('\n'), schema)
  return [...lines].flatMap(line => ('error' in line ? [] : [line.value]))
}

const item = (queries: readonly string[], position: number): QueryItem => ({
  id: String(position),
  queries: [...new Set(queries.map(normalizeText).filter(Boolean))],
})

const groupsOf = (pattern: string | string[]) =>
  globSync(pattern, { cwd: ROOT }).flatMap(path => readLines(join(ROOT, path), groupSchema).map(group => group.queries))
const groups = groupsOf(['scripts/measure/data/queries.jsonl', 'encoder/train/held-out/queries.jsonl'])
const crowd = groupsOf('encoder/train/data/queries-*.jsonl')

const mixes = Object.fromEntries(
  SHARES.flatMap(dense =>
    SUPPORTS.map((support): [string, Mix] => [
      `dense ${dense} support ${support}`,
      { dense, lexical: 1 - dense, support, identity: dense > 0 && dense < 1 ? 1 : 0 },
    ]),
  ),
)
const encoder = await loadEncoder(readConfig({ EMBEDDING_MODEL: 'builtin' }))
try {
  for (const [name, sets] of Object.entries({ alone: groups, 'in a crowd': [...groups, ...crowd] })) {
    const runs: Record<string, QueryFigures>[] = []
    for (const seed of SEEDS) {
      const heldOut = holdOut(sets.map(item), seededRandom(seed))
      const questions = heldOut.questions.filter(question => question.item < groups.length)
      runs.push(await evaluateQueries({ ...heldOut, questions }, encoder, mixes))
    }
    print(`${name}: ${groups.length} items asked about of ${sets.length}, ${SEEDS.length} seeds`)
    for (const mix of Object.keys(mixes)) {
      const mean = (value: (run: (typeof runs)[number]) => number) =>
        (runs.reduce((sum, run) => sum + value(run), 0) / runs.length).toFixed(3)
      const judged = (kind: 'strict' | 'multiPositive') =>
        `${kind} @1 ${mean(run => run[mix]![kind].recallAt1)} @5 ${mean(run => run[mix]![kind].recallAt5)} MRR ${mean(run => run[mix]![kind].mrr)}`
      print(`  ${mix.padEnd(24)} ${judged('strict')}  ${judged('multiPositive')}`)
    }
  }
} finally {
  await encoder.dispose()
}
