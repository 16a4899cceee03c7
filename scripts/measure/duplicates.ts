// Near duplicates, measured: `node --import tsx scripts/measure/duplicates.ts [--bases N] [--work FOLDER]` generates variants and
// confusable pairs of the starter library and of drawn pictures, and says how often the judgement is right.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ReadImage } from '../../library/fingerprint/compare.ts'
import { NEAR } from '../../library/fingerprint/fingerprint.ts'
import { judge } from '../../library/fingerprint/judge.ts'
import { openExaminer } from '../../library/import/examine.ts'
import { DEFAULT_LIMITS } from '../../library/import/limits.ts'
import { readManifest, STARTER_FOLDER } from '../../library/manifest.ts'
import { openReader } from '../../library/read/reader.ts'
import { readingSchema } from '../../library/read/reading.ts'
import { prepareFonts } from '../../library/render/fonts.ts'
import { seededRandom, seedFrom } from '../../src/random.ts'
import { withOneOtherCharacter, withOtherLines } from './confusables.ts'
import { CAPTIONS, drawPicture } from './pictures.ts'
import { VARIANTS } from './variants.ts'

const { values } = parseArgs({ options: { bases: { type: 'string' }, work: { type: 'string' } } })
const folder = values.work ?? join(tmpdir(), 'doutu-measure-duplicates')
mkdirSync(folder, { recursive: true })
prepareFonts()

/** A picture, and how others are made of it. */
interface Base {
  readonly name: string
  readonly draw: () => Promise<Buffer>
  /** The same picture with other words. */
  readonly confusables: ReadonlyArray<{ readonly kind: string; readonly draw: () => Promise<Buffer> }>
}

const memes = readManifest(STARTER_FOLDER)
const randomOf = (text: string) => seededRandom(seedFrom(text))
const DRAWN = 60

function starterBase(meme: (typeof memes)[number]): Base {
  const one = (kind: string, draw: (random: () => number) => Promise<Buffer>, index: number) => ({
    kind,
    draw: () => draw(randomOf(`${meme.slug} c${index}`)),
  })
  return {
    name: meme.slug,
    draw: async () => readFileSync(join(STARTER_FOLDER, meme.file)),
    confusables: [
      one('other lines', random => withOtherLines(meme, memes, random), 0),
      one('other lines', random => withOtherLines(meme, memes, random), 1),
      one('one other character', random => withOneOtherCharacter(meme, random), 2),
      one('one other character', random => withOneOtherCharacter(meme, random), 3),
    ],
  }
}

function drawnBase(seed: number): Base {
  const about = {
    seed,
    frames: seed % 6 === 5 ? 6 : 1,
    width: 300 + ((seed * 37) % 220),
    height: 300 + ((seed * 53) % 160),
  }
  const captioned = (caption: string) => () => drawPicture({ ...about, caption }, one => seededRandom(one + 1))
  const caption = CAPTIONS[seed % CAPTIONS.length]!
  const other = (step: number) => CAPTIONS[(seed + step) % CAPTIONS.length]!
  return {
    name: `drawn-${seed}`,
    draw: captioned(caption),
    confusables: [1, 2]
      .filter(step => other(step) !== caption)
      .map(step => ({ kind: 'drawn, other caption', draw: captioned(other(step)) })),
  }
}

const everything = [...memes.map(starterBase), ...Array.from({ length: DRAWN }, (_, seed) => drawnBase(seed))]
// Every part of the set is in its first part, so that a part says something of the whole.
const bases = everything
  .map((base, index) => ({ base, order: (index * 89) % everything.length }))
  .sort((a, b) => a.order - b.order)
  .slice(0, Number(values.bases ?? everything.length))
  .map(({ base }) => base)
const workers = availableParallelism()
const reader = openReader({ workers, timeoutMilliseconds: 120_000 })
const examiner = openExaminer(workers, DEFAULT_LIMITS, 120_000)

async function kept(name: string, draw: () => Promise<Buffer>): Promise<ReadImage> {
  const [path, words] = [join(folder, name), join(folder, `${name}.json`)]
  if (!existsSync(path)) writeFileSync(path, await draw())
  const bytes = readFileSync(path)
  if (!existsSync(words)) writeFileSync(words, JSON.stringify(await reader.read(bytes)))
  return { bytes, reading: readingSchema.parse(JSON.parse(readFileSync(words, 'utf8'))) }
}

/** How often a kind of pair was judged in which way. */
const tallies = new Map<string, Record<'same' | 'different' | 'unsure', number>>()
const wrong: string[] = []

async function measure(
  kind: string,
  areSame: boolean,
  name: string,
  first: ReadImage,
  second: ReadImage,
): Promise<void> {
  const evidence = await examiner.compare(first, second)
  const { verdict, why } =
    evidence.distance <= NEAR ? judge(evidence, true) : ({ verdict: 'different', why: 'far' } as const)
  const tally = tallies.get(`${areSame ? '=' : '≠'} ${kind}`) ?? { same: 0, different: 0, unsure: 0 }
  tally[verdict] += 1
  tallies.set(`${areSame ? '=' : '≠'} ${kind}`, tally)
  if (verdict !== (areSame ? 'same' : 'different'))
    wrong.push(`${kind}, ${name}: ${verdict} (${why}) ${JSON.stringify(evidence)}`)
}

async function measureBase(base: Base): Promise<void> {
  const original = await kept(base.name, base.draw)
  const variants: Array<ReadImage & { kind: string }> = []
  for (const [index, variant] of VARIANTS.entries()) {
    const name = `${base.name}-v${index}`
    const image = await kept(name, () => variant.make(Buffer.from(original.bytes), randomOf(`${base.name} ${index}`)))
    variants.push({ ...image, kind: variant.name })
    await measure(variant.name, true, base.name, original, image)
  }
  for (const [index, { kind, draw }] of base.confusables.entries()) {
    const image = await kept(`${base.name}-c${index}`, draw)
    await measure(kind, false, base.name, original, image)
    const variant = variants[seedFrom(`${base.name} ${index}`) % variants.length]!
    await measure(`${kind}, of a variant`, false, `${base.name} ${variant.kind}`, variant, image)
  }
}

/** What all tallies so far come to. */
function figures() {
  const sum = (sign: string, ...verdicts: Array<'same' | 'different' | 'unsure'>) =>
    [...tallies]
      .filter(([kind]) => kind.startsWith(sign))
      .reduce((total, [, tally]) => total + verdicts.reduce((part, verdict) => part + tally[verdict], 0), 0)
  const [found, positives] = [sum('=', 'same'), sum('=', 'same', 'different', 'unsure')]
  const [mistaken, negatives] = [sum('≠', 'same'), sum('≠', 'same', 'different', 'unsure')]
  return {
    pairs: positives + negatives,
    positives,
    negatives,
    recall: found / positives,
    precision: found / (found + mistaken),
    unsure: sum('=', 'unsure') + sum('≠', 'unsure'),
  }
}

const left = [...bases]
let done = 0
await Promise.all(
  Array.from({ length: workers + 1 }, async () => {
    for (let base = left.shift(); base; base = left.shift()) {
      await measureBase(base)
      done += 1
      process.stderr.write(
        done % 10 === 0 ? `\n${done}/${bases.length} ${JSON.stringify(figures())}\n` : `\r${done}/${bases.length}`,
      )
    }
  }),
)
await Promise.all([reader.close(), examiner.close()])
process.stderr.write(`\n${wrong.join('\n')}\n`)
for (const [kind, tally] of [...tallies].sort()) process.stdout.write(`${kind}: ${JSON.stringify(tally)}\n`)
process.stdout.write(`${JSON.stringify(figures())}\n`)
