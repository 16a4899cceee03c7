#!/usr/bin/env node
// The `doutu` command. Plain JavaScript with no dependency: it makes sure that there are any, then hands over to src/cli.ts.
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { checkNode, installMissing } from './install.mjs'
import { endOnInterrupt } from './interrupt.mjs'

// Garbage is collected sooner instead of being spread over another 100 MB of memory.
setFlagsFromString('--heap-growing-percent=20')
endOnInterrupt()
checkNode()
installMissing({ development: false })
// Heavy packages are loaded before tsx: what it loads itself it also keeps as source text, some 150 MB of it.
if (process.argv.length > 2 && !process.argv.includes('--help')) await import('@huggingface/transformers')
await import('tsx/esm/api').then(({ register }) =>
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) }),
)
const { run } = await import('../src/cli.ts')
await run(process.argv.slice(2))
