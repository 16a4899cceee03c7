// An import that is killed again and again: `node --import tsx scripts/measure/killed-import.ts [--images 120] [--kills 5]`.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { memePath } from '../../src/pipeline/library-snapshot.ts'
import { seededRandom } from '../../src/random.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { FORMAT_NAMES, soundPicture } from './hostile-files.ts'
import { runProgram } from './process.ts'

const { values } = parseArgs({
  options: { images: { type: 'string', default: '120' }, kills: { type: 'string', default: '5' } },
})
const folder = mkdtempSync(join(tmpdir(), 'doutu-killed-'))
const [images, data] = [join(folder, 'in'), join(folder, 'data')]
const random = seededRandom(5)
try {
  mkdirSync(images)
  for (let number = 0; number < Number(values.images); number += 1) {
    const format = FORMAT_NAMES[number % FORMAT_NAMES.length]!
    writeFileSync(join(images, `${number}-${format}`), await soundPicture(number, format))
  }
  const args = ['library', 'import', images, '--no-ocr', '--dedupe', 'off', '--json']
  const placed = () =>
    existsSync(join(data, 'memes')) ? readdirSync(join(data, 'memes'), { recursive: true }).length : 0
  for (let kill = 0; kill < Number(values.kills); kill += 1) {
    const before = placed()
    const timers: NodeJS.Timeout[] = []
    await runProgram(args, { DATA_DIR: data }, pid => {
      const wait = setInterval(() => {
        if (placed() === before) return
        clearInterval(wait)
        timers.push(setTimeout(() => process.kill(pid, 'SIGKILL'), random() * 800))
      }, 5)
      timers.push(wait)
    })
    for (const timer of timers) clearTimeout(timer)
  }
  const { out, err } = await runProgram(args, { DATA_DIR: data })
  if (!out) throw new Error(err)
  const { imported, known, rejected } = JSON.parse(out)
  const database = await openDatabase(data)
  const memes = (await readMemes(database)).filter(meme => meme.library === 'user')
  const whole = memes.filter(
    meme =>
      createHash('sha256')
        .update(readFileSync(memePath(meme, data)))
        .digest('hex') === meme.id,
  ).length
  const leftovers = readdirSync(join(data, 'memes'), { recursive: true }).filter(name =>
    String(name).includes('.incoming-'),
  ).length
  const integrity: unknown = database.driver.pragma('integrity_check', { simple: true })
  await database.close()
  process.stdout.write(
    `${JSON.stringify({ images: Number(values.images), kills: Number(values.kills), lastRun: { imported, known, rejected }, memes: memes.length, whole, leftovers, integrity })}\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
