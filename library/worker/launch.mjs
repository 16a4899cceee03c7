// Starts a worker: `launch.mjs ENTRY MAXIMUM_RSS [PACKAGE…]`. Heavy packages are loaded before tsx, which would keep their source text in memory.
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

// The terminal sends Ctrl-C to the whole group, also while a worker gets ready; the parent decides when it ends.
process.on('SIGINT', () => {})
// The young generation stays small: several workers share the memory of one machine.
setFlagsFromString('--semi-space-growth-factor=1')

const [entry, , ...packages] = process.argv.slice(2)
for (const name of packages) await import(name)
const { register } = await import('tsx/esm/api')
register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) })
await import(entry)
