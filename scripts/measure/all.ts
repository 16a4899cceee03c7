// `npm run measure:import`: every bar of the import, one after the other; its figures are in docs/library-import.md.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

for (const [name, ...args] of [
  ['words'],
  ['hostile', '--ocr'],
  ['annotation'],
  ['killed-import'],
  ['throughput'],
  ['duplicates'],
]) {
  process.stdout.write(`── ${name}\n`)
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
