// Hostile and broken files, measured: `node --import tsx scripts/measure/hostile.ts [--ocr]`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ImportReport } from '../../library/import/report.ts'
import { seededRandom } from '../../src/random.ts'
import { writeHostileFolder } from './hostile-files.ts'
import { runProgram } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'doutu-hostile-'))
try {
  const { files, good } = await writeHostileFolder(join(folder, 'in'), seededRandom(8))
  const args = [
    'library',
    'import',
    join(folder, 'in'),
    '--json',
    ...(process.argv.includes('--ocr') ? [] : ['--no-ocr']),
  ]
  const { out, err, code, seconds, memory } = await runProgram(args, { DATA_DIR: join(folder, 'data') })
  if (!out) throw new Error(`no report (code ${code}): ${err}`)
  const report = JSON.parse(out) as ImportReport
  const taken = new Set(
    report.files.flatMap(file => (file.outcome === 'rejected' ? [] : [file.name.slice(join(folder, 'in').length + 1)])),
  )
  const survivors = [...taken].filter(name => !good.includes(name) && !name.startsWith('flipped/'))
  process.stdout.write(
    `${JSON.stringify({ files, accounted: report.files.length, imported: report.imported, rejected: report.rejected, goodMissing: good.filter(name => !taken.has(name)), takenThoughBroken: survivors, flippedTaken: [...taken].filter(name => name.startsWith('flipped/')).length, reasons: report.reasons, seconds, memory: Math.round(memory), code }, null, 2)}\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
