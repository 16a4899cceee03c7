// Import, measured: `node --import tsx scripts/measure/throughput.ts [--images 2000] [--ocr-images 200] [--work FOLDER]` draws pictures of mixed formats
// and sizes, imports them without and with reading their words, and compares the latter with reading alone.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import sharp, { type Sharp } from 'sharp'
import type { ImportReport } from '../../library/import/report.ts'
import { openReader } from '../../library/read/reader.ts'
import { seededRandom } from '../../src/random.ts'
import { CAPTIONS, drawPicture } from './pictures.ts'
import { runProgram } from './process.ts'

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '2000' },
    'ocr-images': { type: 'string', default: '200' },
    work: { type: 'string' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'doutu-throughput-'))
/** Where the pictures are drawn: with --work, once for all runs. */
const pictures = values.work ?? folder

const SIZES = [160, 240, 240, 300, 400, 512, 512, 640, 800, 1024]
const FORMATS: ReadonlyArray<{ extension: string; frames: number; encode: (image: Sharp) => Sharp }> = [
  { extension: 'jpg', frames: 1, encode: image => image.jpeg() },
  { extension: 'jpg', frames: 1, encode: image => image.jpeg({ quality: 90 }) },
  { extension: 'png', frames: 1, encode: image => image.png({ compressionLevel: 3 }) },
  { extension: 'webp', frames: 1, encode: image => image.webp({ effort: 1 }) },
  { extension: 'gif', frames: 1, encode: image => image.gif({ effort: 2 }) },
  { extension: 'webp', frames: 6, encode: image => image.webp({ effort: 0 }) },
  { extension: 'gif', frames: 6, encode: image => image.gif({ effort: 2 }) },
  { extension: 'avif', frames: 1, encode: image => image.avif({ effort: 0 }) },
]

async function draw(count: number, into: string): Promise<void> {
  mkdirSync(into, { recursive: true })
  for (let seed = 0; seed < count; seed += 1) {
    const { extension, frames, encode } = FORMATS[seed % FORMATS.length]!
    const path = join(into, `${seed}.${extension}`)
    if (existsSync(path)) continue
    const side = SIZES[(seed * 7) % SIZES.length]!
    const width = frames > 1 ? Math.min(side, 240) : side
    const picture = {
      seed: seed + 1000,
      caption: CAPTIONS[(seed * 13) % CAPTIONS.length]!,
      frames,
      width,
      height: Math.round(width * (0.6 + (seed % 5) / 8)),
    }
    const image = await drawPicture(picture, number => seededRandom(number))
    writeFileSync(path, await encode(sharp(image, { pages: -1 })).toBuffer())
    if (seed % 100 === 0) process.stderr.write(`\rdrawn ${seed}/${count}`)
  }
}

async function importAll(name: string, images: string, ...more: string[]) {
  const data = { DATA_DIR: join(folder, `data-${name}`) }
  const { out, err, memory, cpuSeconds } = await runProgram(['library', 'import', images, '--json', ...more], data)
  if (!out) throw new Error(err)
  const { found, imported, known, pairs, rejected, seconds, rate } = JSON.parse(out) as ImportReport
  return {
    name,
    found,
    imported,
    known,
    pairs,
    rejected,
    seconds,
    rate,
    memory: Math.round(memory),
    cpuMillisecondsPerFile: Math.round((cpuSeconds * 1000) / found),
  }
}

async function readAlone(images: string): Promise<number> {
  const reader = openReader({ workers: 1 })
  const files = readdirSync(images).map(name => readFileSync(join(images, name)))
  await reader.read(files[0]!)
  const started = Date.now()
  await Promise.all(files.map(file => reader.read(file)))
  const seconds = (Date.now() - started) / 1000
  await reader.close()
  return files.length / seconds
}

try {
  const [many, some] = [join(pictures, `${values.images}`), join(pictures, `${values['ocr-images']}`)]
  await draw(Number(values.images), many)
  if (Number(values['ocr-images']) > 0) await draw(Number(values['ocr-images']), some)
  const load = loadavg()[0]
  const without = await importAll('without', many, '--no-ocr')
  const withWords = Number(values['ocr-images']) > 0 ? await importAll('with', some) : undefined
  const alone = withWords ? await readAlone(some) : undefined
  process.stdout.write(
    `${JSON.stringify({ loadBefore: load, loadAfter: loadavg()[0], without, withWords, readingAlone: alone && Math.round(alone * 10) / 10 }, null, 2)}\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
