// The annotator against a server that misbehaves, killed again and again: `node --import tsx scripts/measure/annotation.ts [--images 500]
// [--kills 10]`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fillLibrary } from '../../library/annotate/annotation.fixture.ts'
import { seededRandom } from '../../src/random.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { type Manner, startVisionServer } from '../../test/vision-server.ts'
import { runProgram } from './process.ts'

const { values } = parseArgs({
  options: { images: { type: 'string', default: '500' }, kills: { type: 'string', default: '10' } },
})
const [images, kills] = [Number(values.images), Number(values.kills)]
const random = seededRandom(8)
const MANNERS: readonly Manner[] = [
  'busy',
  'error',
  'hang',
  'stall',
  'truncated',
  'wrong-keys',
  'refusal',
  'refusal-field',
  'filtered',
  'no-json',
  'empty',
  'reset',
]
const USAGE = { tokensIn: 1500, tokensOut: 300 }

const folder = mkdtempSync(join(tmpdir(), 'doutu-annotation-'))
const server = await startVisionServer(
  () => (random() < 0.6 ? 'sound' : MANNERS[Math.floor(random() * MANNERS.length)]!),
  USAGE,
  () => 50 + random() * 200,
)
/** Answers that were stored when a process was killed must not be asked for again. */
let askedTwice = 0
try {
  const database = await openDatabase(folder)
  await fillLibrary(database, folder, images)
  const answered = () => new Set(database.prepare('SELECT meme_id FROM answers').pluck().all() as string[])
  const captions = new Map(
    database
      .prepare<[], { id: string; caption: string }>('SELECT id, caption FROM memes')
      .all()
      .map(row => [row.id, row.caption]),
  )
  const environment = {
    DATA_DIR: folder,
    LLM_BASE_URL: server.url,
    LLM_MODEL: 'eye',
    LLM_TIMEOUT_SECONDS: '2',
    LOCALE: 'en',
  }
  const budget = images * 8000
  const args = ['library', 'annotate', '--concurrency', '16', '--budget-tokens', String(budget), '--json']
  for (let kill = 0; kill < kills; kill += 1) {
    const before = answered()
    const [seen, timers] = [server.seen.length, [] as NodeJS.Timeout[]]
    await runProgram(args, environment, pid => {
      // A killed process is to have done some of its work: the clock starts with its first request.
      const wait = setInterval(() => {
        if (server.seen.length === seen) return
        clearInterval(wait)
        timers.push(setTimeout(() => process.kill(pid, 'SIGKILL'), random() * 2500))
      }, 20)
      timers.push(wait)
    })
    for (const timer of timers) clearTimeout(timer)
    const known = new Set([...before].map(id => captions.get(id)))
    askedTwice += server.seen.slice(seen).filter(request => !request.repair && known.has(request.subject)).length
    process.stderr.write(`kill ${kill + 1}: ${answered().size} answered\n`)
  }
  const last = await runProgram(args, environment)
  if (!last.out) throw new Error(last.err)
  const { report } = JSON.parse(last.out)
  const spent = server.seen.reduce(
    (sum, { manner, tokensIn, tokensOut }) =>
      sum + (['busy', 'error', 'unauthorized', 'reset'].includes(manner) ? 0 : tokensIn + tokensOut),
    0,
  )
  const rows = database
    .prepare<[], { origin: string; memes: number }>(
      "SELECT origin, count(*) AS memes FROM annotations JOIN memes ON id = meme_id WHERE library = 'user' GROUP BY origin",
    )
    .all()
  process.stdout.write(
    `${JSON.stringify({ images, kills, origins: rows, lastRun: { annotated: report.annotated, rejected: report.rejected, failed: report.failed, left: report.left }, requests: server.seen.length, mostAtOnce: server.most(), askedTwice, budgetTokens: budget, chargedTokensAtMost: spent, withinBudget: spent <= budget }, null, 2)}\n`,
  )
  await database.close()
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}
