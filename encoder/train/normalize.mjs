// Reads JSON lines and writes them with every string normalised as the running program does it: NFKC, simplified characters,
// lower case, white space collapsed. Usage: node encoder/train/normalize.mjs < in.jsonl > out.jsonl
import { createInterface } from 'node:readline'
import { Converter } from 'opencc-js/t2cn'

// 么 is a simplified character as well; taken for the traditional one it would become 幺.
const apart = convert => text => text.split('么').map(convert).join('么')
const toCharacters = apart(Converter({ from: 't', to: 'cn' }))
const toWords = apart(Converter({ from: 'twp', to: 'cn' }))
const simplify = text => (toCharacters(text) === text ? text : toCharacters(toWords(text)))
const normalize = text => simplify(text.normalize('NFKC').replace(/\s+/gu, ' ').trim()).toLowerCase()
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
