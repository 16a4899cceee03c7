// `npm test`: installs what is missing, then lint, types, unit tests and browser tests; stops at the first that fails.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkNode, installMissing } from './install.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

function run(title, command, ...args) {
  process.stderr.write(`\n── ${title}\n`)
  const result = spawnSync(process.execPath, [command, ...args], { cwd: ROOT, stdio: 'inherit' })
  if (result.status !== 0) process.exit(result.status ?? 1)
}

checkNode()
installMissing({ development: true })
run('lint', 'node_modules/@biomejs/biome/bin/biome', 'check', '.')
run('types', 'node_modules/typescript/bin/tsc', '--noEmit')
run('types of the page', 'node_modules/typescript/bin/tsc', '--noEmit', '--project', 'bot/web/client')
run('unit tests', 'node_modules/vitest/vitest.mjs', 'run', '--project', 'unit')
if (CHROMIUM.some(path => path && existsSync(path))) {
  run('browser tests', 'node_modules/vitest/vitest.mjs', 'run', '--project', 'browser')
} else {
  const how =
    'The browser tests were skipped: there is no Chromium. Install it (Debian: apt-get install chromium), or set CHROMIUM_PATH, and run npm test again.'
  process.stderr.write(`\n${how}\n`)
  if (process.env.CI) process.exit(1)
}
