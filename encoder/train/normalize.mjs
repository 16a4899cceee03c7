// Reads JSON lines and writes them with every string normalised as the running program does it: NFKC, simplified characters,
// lower case, white space collapsed. Usage: node encoder/train/normalize.mjs < in.jsonl > out.jsonl
import { createInterface } from 'node:readline'
import { Converter } from 'opencc-js/t2cn'

const toSimplified = Converter({ from: 'twp', to: 'cn' })
const normalize = text => toSimplified(text.normalize('NFKC').replace(/\s+/gu, ' ').trim()).toLowerCase()
const walk = value => {
  if (typeof value === 'string') return normalize(value)
  if (Array.isArray(value)) return value.map(walk)
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]))
  return value
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) process.stdout.write(`${JSON.stringify(walk(JSON.parse(line)))}\n`)
}
