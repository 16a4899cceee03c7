import { defineCommand } from 'citty'
import { DoutuError } from '../errors.ts'
import { openEverything, print, readConfig } from './context.ts'
import { presentCandidate } from './present.ts'

export default defineCommand({
  meta: { name: 'search', description: '按词或意思找表情 | Find memes by words or meaning, whatever the threshold' },
  args: {
    query: { type: 'positional', description: 'What to look for', required: true },
    limit: { type: 'string', description: 'How many, 1 to 200', default: '10' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const limit = Number(args.limit)
    if (!Number.isInteger(limit) || limit < 1 || limit > 200)
      throw new DoutuError('bad-input', `--limit ${args.limit} is not a number from 1 to 200.`, 'Try --limit 10.')
    const brain = await openEverything(readConfig())
    try {
      const found = await brain.search(args._.join(' '), limit)
      if (args.json) return print(JSON.stringify({ query: args._.join(' '), results: found.map(presentCandidate) }))
      for (const { meme, score, parts } of found) {
        print(
          `${score.toFixed(3)}  ${meme.caption}  [${meme.slug}]  best example ${parts.bestExample.toFixed(2)}, scenario ${parts.scenario.toFixed(2)}, words ${parts.lexical.toFixed(2)}`,
        )
      }
    } finally {
      await brain.close()
    }
  },
})
