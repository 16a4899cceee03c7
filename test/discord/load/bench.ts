import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PROGRAM } from '../launch.ts'
import { type Load, measure } from './measure.ts'

// npm run bench:discord [-- --json] [--rate 20 --seconds 30]: how long a meme takes from the end of the quiet time to its upload.

const LOADS: readonly Load[] = [
  { rate: 1, seconds: 90 },
  { rate: 20, seconds: 45 },
  { rate: 100, seconds: 30 },
]

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, rate: { type: 'string' }, seconds: { type: 'string' } },
})
const loads = values.rate ? [{ rate: Number(values.rate), seconds: Number(values.seconds ?? 30) }] : LOADS
if (loads.some(({ rate, seconds }) => !(rate >= 1 && rate <= 1000 && seconds >= 5 && seconds <= 600)))
  throw new RangeError('--rate takes 1 to 1000 messages a second, --seconds 5 to 600.')

const folder = mkdtempSync(join(tmpdir(), 'doutu-load-'))
try {
  const env = { ...process.env, DATA_DIR: folder }
  execFileSync(process.execPath, [PROGRAM, 'index'], { env, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  const load = loadavg()[0]!.toFixed(2)
  process.stderr.write(
    `${availableParallelism()} cores, load ${load} before; both the bot and the fake Discord run on them.\n`,
  )
  const results = []
  for (const each of loads) {
    process.stderr.write(`${each.rate} messages/s for ${each.seconds} s …\n`)
    results.push(await measure(each, folder))
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`)
  else {
    const heads = ['messages/s', 'memes', 'p50 ms', 'p90 ms', 'p99 ms', 'longest ms', 'memory MiB', 'CPU ms/message']
    process.stdout.write(`${heads.join('  ')}\n`)
    for (const { rate, memes, p50, p90, p99, longest, resident, processor } of results) {
      const values = [rate, memes, p50, p90, p99, longest, resident, processor.toFixed(1)]
      process.stdout.write(`${values.map((value, index) => String(value).padStart(heads[index]!.length)).join('  ')}\n`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
