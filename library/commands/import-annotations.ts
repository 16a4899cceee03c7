import { readFileSync, statSync } from 'node:fs'
import { localeOf, print, readConfig, say } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import type { Encoder } from '../../src/models/encoder.ts'
import { type ParsedLine, parseJsonLines } from '../../src/schemas/context.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import { type LabelledMeme, readMemes } from '../../src/storage/memes.ts'
import { applyRecord } from '../records/apply.ts'
import { type MemeRecord, recordSchema } from '../records/record.ts'
import { decodeText, readTable } from '../records/table.ts'
import { approveMemes } from '../safety/approve.ts'
import { chooseMemes } from './choose.ts'
import { alone, defaultWorkers, refreshIndex, type Session, withStores } from './session.ts'

const LARGEST_FILE = 512 * 2 ** 20

/** Applies a file of records, as `library export` writes it, to the memes that it names. */
export async function importAnnotations(path: string, options: { dryRun: boolean; json: boolean }): Promise<void> {
  const config = readConfig()
  const lines = readRecords(path)
  const work = (session: Session & { encoder: Encoder }) => applyAll(session, lines, options)
  await alone(config, () => withStores(work, config))
}

async function applyAll(
  session: Session & { encoder: Encoder },
  lines: Iterable<ParsedLine<MemeRecord>>,
  { dryRun, json }: { dryRun: boolean; json: boolean },
): Promise<void> {
  const { database, config } = session
  const memes = await readMemes(database)
  const counts = { changed: 0, unchanged: 0, approved: 0, skipped: 0 }
  const toApprove: StoredMeme[] = []
  for (const line of lines) {
    const outcome = applyLine(line, memes, { database, now: Date.now(), dryRun })
    if (outcome instanceof DoutuError) {
      counts.skipped += 1
      say('error' in line ? outcome.message : `Line ${line.line} was skipped: ${outcome.message}`)
    } else if (outcome.applied === 'to-approve') toApprove.push(outcome.meme)
    else counts[outcome.applied] += 1
  }
  if (dryRun) counts.approved = toApprove.length
  else if (toApprove.length > 0) {
    const ids = new Set(toApprove.map(({ id }) => id))
    const fresh = (await readMemes(database)).filter(({ id }) => ids.has(id))
    const revived = fresh.map(meme => ({ ...meme, state: 'review' as const }))
    const tools = { database, dataFolder: config.dataFolder, workers: defaultWorkers(), now: Date.now }
    const { approved, held } = await approveMemes(revived, tools)
    for (const { meme, why } of held) say(`${meme.slug} was not approved: ${why}`)
    counts.approved = approved.length
    counts.skipped += held.length
  }
  if (!dryRun) await refreshIndex(session)
  if (json) print(JSON.stringify({ ...counts, dryRun }))
  else
    print(
      localeOf(config) === 'zh'
        ? `改动 ${counts.changed}，批准 ${counts.approved}，不变 ${counts.unchanged}，跳过 ${counts.skipped}。`
        : `Changed ${counts.changed}, approved ${counts.approved}, unchanged ${counts.unchanged}, skipped ${counts.skipped}.`,
    )
  if (counts.skipped > 0) process.exitCode = 2
}

function applyLine(
  line: ParsedLine<MemeRecord>,
  memes: readonly LabelledMeme[],
  tools: Parameters<typeof applyRecord>[2],
): { meme: LabelledMeme; applied: ReturnType<typeof applyRecord> } | DoutuError {
  if ('error' in line) return line.error
  try {
    const [meme] = chooseMemes(memes, [line.value.id])
    return { meme: meme!, applied: applyRecord(meme!, line.value, tools) }
  } catch (error) {
    if (error instanceof DoutuError) return error
    throw error
  }
}

/** The records of a JSONL or CSV file; which of the two is told by its content. */
function readRecords(path: string): Iterable<ParsedLine<MemeRecord>> {
  const stats = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false })
  if (path !== '-' && !stats?.isFile())
    throw new DoutuError(
      'not-found',
      `There is no file ${path}.`,
      'Name a JSONL or CSV file that library export wrote, or - for standard input.',
    )
  if (stats && stats.size > LARGEST_FILE) throw new DoutuError('bad-input', `${path} is too large.`, 'Split it.')
  const bytes = readFileSync(path === '-' ? 0 : path)
  const text = decodeText(bytes)
  return text.trimStart().startsWith('{') ? parseJsonLines(text.split('\n'), recordSchema) : readTable(bytes)
}
