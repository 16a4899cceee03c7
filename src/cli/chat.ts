import { createInterface } from 'node:readline/promises'
import { defineCommand } from 'citty'
import { Conversations, type DecisionRecord } from '../conversations.ts'
import { describeError } from '../errors.ts'
import { openLanguageModel } from '../models/language-model.ts'
import { explain } from '../pipeline/explain.ts'
import type { Turn } from '../schemas/context.ts'
import { localeOf, openEverything, print, readConfig, say } from './context.ts'
import { presentCandidate, presentDecision } from './present.ts'

const CHANNEL = 'terminal'

export default defineCommand({
  meta: {
    name: 'chat',
    description: '在终端里聊天 | The same chat in a terminal; /why explains the last decision, /quit leaves',
  },
  args: { json: { type: 'boolean', description: 'A line of JSON for every decision and answer' } },
  async run({ args }) {
    const config = readConfig()
    const locale = localeOf(config)
    const brain = await openEverything(config)
    const { openWordBank } = await import('../../bot/words/bank.ts')
    const { makeSpeaker } = await import('../../bot/words/speaker.ts')
    const speaker = makeSpeaker(openWordBank(brain.encoder, brain.random), openLanguageModel(config), error =>
      say(describeError(error)),
    )
    let last: DecisionRecord | undefined
    const conversations = new Conversations(brain, {
      now: Date.now,
      quietMilliseconds: config.QUIET_MILLISECONDS,
      onDecision: answer,
      onError: error => say(describeError(error)),
    })

    async function answer(record: DecisionRecord, turns: readonly Turn[]): Promise<void> {
      last = record
      if (record.shown) void conversations.acknowledge(CHANNEL, record.id)
      if (args.json)
        print(
          JSON.stringify({
            decision: presentDecision(record.decision),
            candidates: record.candidates.map(presentCandidate),
          }),
        )
      else if (record.shown)
        print(`斗图: [表情 ${record.shown.caption}] (${brain.meme(record.shown.id)?.path ?? record.shown.file})`)
      let words = ''
      for await (const piece of speaker.speak(turns, record.decision, locale)) words += piece
      if (!words) return
      conversations.said(CHANNEL, words)
      print(args.json ? JSON.stringify({ words }) : `斗图: ${words}`)
    }

    const terminal = createInterface({ input: process.stdin, output: process.stderr, terminal: process.stdin.isTTY })
    say(locale === 'zh' ? '随便聊。/why 看原因，/quit 退出。' : 'Just chat in Chinese. /why explains, /quit leaves.')
    for await (const line of terminal) {
      const text = line.trim()
      if (text === '/quit') break
      if (text === '/why')
        say(
          last ? [explain(last.decision, locale).headline, ...explain(last.decision, locale).details].join('\n') : '-',
        )
      else if (text) {
        conversations.hear(CHANNEL, 'A', text)
        // A pipe has no pauses between lines: each is a thought of its own.
        if (!process.stdin.isTTY) await conversations.flush(CHANNEL)
      }
    }
    terminal.close()
    await conversations.flush(CHANNEL)
    await conversations.close()
    await brain.close()
  },
})
