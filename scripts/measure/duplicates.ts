// Near duplicates, measured: `node --import tsx scripts/measure/duplicates.ts [--half dev|test] [--bases N] [--work FOLDER] [--results FILE] [--minutes N]`
// generates variants and confusable pairs of the starter library and of drawn pictures, and says how often the judgement is right.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ReadImage } from '../../library/fingerprint/compare.ts'
import { distance, type Fingerprint, fingerprintOf, NEAR } from '../../library/fingerprint/fingerprint.ts'
import { judge } from '../../library/fingerprint/judge.ts'
import { openExaminer } from '../../library/import/examine.ts'
import { DEFAULT_LIMITS } from '../../library/import/limits.ts'
import { openReader } from '../../library/read/reader.ts'
import { readingSchema } from '../../library/read/reading.ts'
import { prepareFonts } from '../../library/render/fonts.ts'
import { seedFrom } from '../../src/random.ts'
import { allBases, type Base, HALVES, halfOf, randomOf } from './bases.ts'
import { type PairResult, reportPairs } from './pairs.ts'
import { VARIANTS } from './variants.ts'

const { values } = parseArgs({
  options: {
    half: { type: 'string', default: 'test' },
    bases: { type: 'string', default: '120' },
    work: { type: 'string', default: join(tmpdir(), 'doutu-measure-duplicates') },
    results: { type: 'string' },
    minutes: { type: 'string', default: '600' },
  },
})
const half = HALVES.find(one => one === values.half)
if (!half) throw new Error(`--half is one of ${HALVES.join(', ')}`)
const folder = values.work
mkdirSync(folder, { recursive: true })
prepareFonts()

const bases = allBases()
  .filter(base => halfOf(base) === half)
  .slice(0, Number(values.bases))
const workers = availableParallelism()
const reader = openReader({ workers, timeoutMilliseconds: 120_000 })
const examiner = openExaminer(workers, DEFAULT_LIMITS, 120_000)

/** A picture with its words, drawn and read once for all runs with the same folder; undefined where there is no such picture. */
async function kept(name: string, draw: () => Promise<Buffer | undefined>): Promise<ReadImage | undefined> {
  const [path, words] = [join(folder, name), join(folder, `${name}.json`)]
  if (!existsSync(path)) writeFileSync(path, (await draw()) ?? Buffer.alloc(0))
  const bytes = readFileSync(path)
  if (bytes.length === 0) return undefined
  if (!existsSync(words)) writeFileSync(words, JSON.stringify(await reader.read(bytes)))
  return { bytes, reading: readingSchema.parse(JSON.parse(readFileSync(words, 'utf8'))) }
}

const results: PairResult[] = []

async function measure(kind: string, areSame: boolean, name: string, first: ReadImage, second: ReadImage) {
  const evidence = await examiner.compare(first, second)
  const { verdict, why } =
    evidence.distance <= NEAR ? judge(evidence, true) : ({ verdict: 'different', why: 'far' } as const)
  results.push({ kind, areSame, name, verdict, why, evidence })
}

async function measureBase(base: Base): Promise<void> {
  const original = await kept(base.name, base.draw)
  if (!original) return
  const variants: ReadImage[] = []
  for (const [index, variant] of VARIANTS.entries()) {
    const name = `${base.name}-v${index}`
    const image = await kept(name, () => variant.make(Buffer.from(original.bytes), randomOf(`${base.name} ${index}`)))
    if (!image) continue
    variants.push(image)
    await measure(variant.name, true, name, original, image)
  }
  for (const [index, { kind, draw }] of base.confusables.entries()) {
    const name = `${base.name}-c${index}`
    const image = await kept(name, draw)
    // Another drawing may come out as the very same one, where the layout has no room for what differs.
    if (!image || Buffer.from(image.bytes).equals(Buffer.from(original.bytes))) continue
    await measure(kind, false, name, original, image)
    const variant = seedFrom(`${base.name} ${index}`) % variants.length
    await measure(`${kind}, of a variant`, false, `${name} v${variant}`, variants[variant]!, image)
  }
}

/** Pictures of the library that are near each other: sisters, drawn with the same layout and figure. */
async function measureSisters(): Promise<void> {
  const seen: Array<{ name: string; image: ReadImage; fingerprint: Fingerprint }> = []
  for (const base of measured) {
    const image = await kept(base.name, base.draw)
    if (!image) continue
    const fingerprint = await fingerprintOf(image.bytes)
    for (const other of seen)
      if (distance(fingerprint, other.fingerprint) <= NEAR)
        await measure('sisters of the library', false, `${base.name} ${other.name}`, image, other.image)
    seen.push({ name: base.name, image, fingerprint })
  }
}

const left = [...bases]
const measured: Base[] = []
const end = Date.now() + Number(values.minutes) * 60_000
await Promise.all(
  Array.from({ length: workers + 1 }, async () => {
    for (let base = left.shift(); base && Date.now() < end; base = left.shift()) {
      await measureBase(base)
      measured.push(base)
      process.stderr.write(`\r${measured.length}/${bases.length}`)
    }
  }),
)
await measureSisters()
await Promise.all([reader.close(), examiner.close()])
const { text, figures } = reportPairs(results)
if (values.results) writeFileSync(values.results, `${results.map(one => JSON.stringify(one)).join('\n')}\n`)
process.stdout.write(`${text}\n${JSON.stringify({ half, bases: measured.length, ...figures, load: loadavg()[0] })}\n`)
