import { print, say } from '../../src/cli/context.ts'
import { estimateTokens, promptOf } from '../agents/prompts.ts'
import { makePlan } from '../plan.ts'
import type { View } from '../providers/provider.ts'
import { costOf } from '../providers/spend.ts'
import type { Speaker } from '../record.ts'
import type { RunSettings } from '../run/settings.ts'
import type { ScenarioBook } from '../scenarios/load.ts'

/** What an utterance with its facets takes, in tokens, on average. */
const COMPLETION_TOKENS = 90
const UTTERANCE_TOKENS = 25
const ESTIMATED_ON = 40

/** Prints the prompts with which the first dialogue would begin, and what the whole run would cost. */
export function dryRun(settings: RunSettings, book: ScenarioBook, json: boolean): void {
  const plan = makePlan(book, settings.plan)
  const cast = plan.cast(0, 0)
  const prompts = (['A', 'B'] as const).map(self => ({ self, messages: promptOf(viewOf(plan.cast(0, 0), self)) }))
  const estimate = estimateRun(settings, book)
  if (json) {
    print(JSON.stringify({ dialogue: cast.id, scene: cast.scene.id, prompts, estimate }))
    return
  }
  for (const { self, messages } of prompts) {
    print(`── ${cast.id} ${cast.scene.id}, ${self} = ${cast.personas[self === 'A' ? 0 : 1].name}`)
    for (const { role, content } of messages) print(`[${role}]\n${content}`)
  }
  const { requests, promptTokens, completionTokens, cost } = estimate
  say(
    settings.provider === 'offline'
      ? `${settings.count} dialogues, no requests and no cost: the offline provider needs no language model. These prompts are what a language model would get.`
      : `${settings.count} dialogues: about ${requests} requests, ${promptTokens} prompt tokens and ${completionTokens} completion tokens, cost about ${cost}.`,
  )
}

function viewOf(cast: ReturnType<ReturnType<typeof makePlan>['cast']>, self: Speaker): View {
  const side = self === 'A' ? 0 : 1
  return {
    self,
    persona: cast.personas[side],
    otherName: cast.calls[side],
    title: cast.scene.title,
    setting: cast.scene.setting,
    news: cast.news,
    memory: [],
    left: cast.turns,
    total: cast.turns,
  }
}

/** An estimate over the first dialogues of the plan: each turn sends the prompt and the talk so far. */
function estimateRun(settings: RunSettings, book: ScenarioBook) {
  const plan = makePlan(book, settings.plan)
  const sample = Math.min(settings.count, ESTIMATED_ON)
  let [requests, promptTokens] = [0, 0]
  for (let index = 0; index < sample; index += 1) {
    const cast = plan.cast(index, 0)
    const prompt = estimateTokens(
      promptOf(viewOf(cast, 'A'))
        .map(message => message.content)
        .join('\n'),
    )
    requests += cast.turns
    promptTokens += cast.turns * prompt + (UTTERANCE_TOKENS * cast.turns * (cast.turns - 1)) / 2
  }
  const scale = settings.provider === 'offline' ? 0 : settings.count / sample
  const used = {
    promptTokens: Math.round(promptTokens * scale),
    completionTokens: Math.round(requests * COMPLETION_TOKENS * scale),
  }
  return {
    requests: Math.round(requests * scale),
    ...used,
    cost: Math.round(costOf(used, settings.prices) * 1e4) / 1e4,
  }
}
