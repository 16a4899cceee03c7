import { defineCommand } from 'citty'
import type { Brain } from '../brain.ts'
import { DoutuError } from '../errors.ts'
import { explain } from '../pipeline/explain.ts'
import { matchLineSchema, parseTurn, type Turn } from '../schemas/context.ts'
import { localeOf, openEverything, print, readConfig, say } from './context.ts'
import { readJsonLines } from './lines.ts'
import { presentCandidate, presentDecision } from './present.ts'

export default defineCommand({
  meta: {
    name: 'match',
    description: '判断一段对话该不该接表情、接哪张 | Decide for one context, or for a JSONL file of contexts',
  },
  args: {
    turns: {
      type: 'positional',
      description: 'Turns of one context, oldest first: "A: 又要加班" "B: 我真的会谢"',
      required: false,
    },
    jsonl: {
      type: 'string',
      description: 'File of contexts, a line {"id", "turns"} each; - for standard input',
      valueHint: 'FILE|-',
    },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const config = readConfig({ SAMPLER: process.env.SAMPLER ?? 'greedy' })
    const texts = args._.filter(text => text !== '')
    if (!args.jsonl && texts.length === 0)
      throw new DoutuError(
        'bad-input',
        'There is no context to decide on.',
        'Give turns ("A: 又要加班"), or --jsonl FILE.',
      )
    const brain = await openEverything(config)
    try {
      if (args.jsonl) return await matchFile(brain, args.jsonl)
      const { decision, candidates } = await matchTurns(brain, texts.map(parseTurn))
      if (args.json)
        return print(
          JSON.stringify({ decision: presentDecision(decision), candidates: candidates.map(presentCandidate) }),
        )
      const words = explain(decision, localeOf(config))
      print([words.headline, ...words.details].join('\n'))
      for (const { meme, score } of candidates) print(`${score.toFixed(3)}  ${meme.caption}  (${meme.file})`)
    } finally {
      await brain.close()
    }
  },
})

/** One decision in a fresh channel in which nothing was sent yet; candidates are ranked for holds too. */
function matchTurns(brain: Brain, turns: Turn[]) {
  return brain.choose({ turns, unseen: turns.length, alwaysRank: true })
}

/** One line out per line in, in order; a malformed line is reported on stderr and passed over. */
async function matchFile(brain: Brain, path: string): Promise<void> {
  let bad = 0
  for await (const parsed of readJsonLines(path, matchLineSchema)) {
    if ('error' in parsed) {
      bad += 1
      say(parsed.error.message)
      continue
    }
    const { id, turns } = parsed.value
    const { decision, candidates } = await matchTurns(brain, turns.map(parseTurn))
    print(JSON.stringify({ id, decision: presentDecision(decision), candidates: candidates.map(presentCandidate) }))
  }
  if (bad > 0) {
    say(`${bad} line${bad === 1 ? ' was' : 's were'} skipped.`)
    process.exitCode = 2
  }
}
