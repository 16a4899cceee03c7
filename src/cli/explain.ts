import { defineCommand } from 'citty'
import { DoutuError } from '../errors.ts'
import { explain } from '../pipeline/explain.ts'
import { PART_NAMES } from '../pipeline/reasons.ts'
import { parseTurn } from '../schemas/context.ts'
import { localeOf, openEverything, print, readConfig } from './context.ts'
import { presentCandidate, presentDecision } from './present.ts'

export default defineCommand({
  meta: {
    name: 'explain',
    description: '解释为什么发或不发 | Explain a decision: candidates, score parts, threshold, gate',
  },
  args: {
    turns: {
      type: 'positional',
      description: 'Turns of the context, oldest first: "A: 又要加班" "B: 我真的会谢"',
      required: false,
    },
    locale: { type: 'string', description: 'zh or en', valueHint: 'zh|en' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const texts = args._.filter(text => text !== '')
    if (texts.length === 0)
      throw new DoutuError(
        'bad-input',
        'There is no context to explain.',
        'Give turns: doutu explain "A: 又要加班" "B: 我真的会谢".',
      )
    const config = readConfig({ SAMPLER: process.env.SAMPLER ?? 'greedy', LOCALE: args.locale ?? process.env.LOCALE })
    const brain = await openEverything(config)
    try {
      const turns = texts.map(parseTurn)
      const locale = localeOf(config)
      const { decision, candidates } = await brain.choose({ turns, unseen: turns.length, alwaysRank: true })
      const words = explain(decision, locale)
      if (args.json) {
        const both = { zh: explain(decision, 'zh'), en: explain(decision, 'en') }
        return print(
          JSON.stringify({
            decision: presentDecision(decision),
            thresholdParts: decision.thresholdParts,
            explanation: both,
            candidates: candidates.map(presentCandidate),
          }),
        )
      }
      print([words.headline, ...words.details].join('\n'))
      for (const { meme, score, parts } of candidates) {
        print(`\n${score.toFixed(3)}  ${meme.caption}  (${meme.file})`)
        const named = Object.entries(parts).filter(([, value]) => Math.abs(value) > 0.0005)
        print(
          named.map(([name, value]) => `       ${PART_NAMES[name]?.[locale] ?? name}: ${value.toFixed(3)}`).join('\n'),
        )
      }
    } finally {
      await brain.close()
    }
  },
})
