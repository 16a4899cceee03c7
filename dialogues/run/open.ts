import { createHash } from 'node:crypto'
import type { Brain } from '../../src/brain.ts'
import type { Config } from '../../src/config/load.ts'
import { DoutuError } from '../../src/errors.ts'
import { PROMPT_VERSION } from '../agents/prompts.ts'
import { libraryHash } from '../library-hash.ts'
import { steer } from '../memes/desk.ts'
import { measurePrior } from '../memes/prior.ts'
import { offlineProvider } from '../offline/provider.ts'
import { makePlan } from '../plan.ts'
import { modelProvider } from '../providers/model-voice.ts'
import { openServer } from '../providers/openai.ts'
import type { Provider } from '../providers/provider.ts'
import { realSleep } from '../providers/retry.ts'
import type { Purse } from '../providers/spend.ts'
import { loadScenarios, type ScenarioBook } from '../scenarios/load.ts'
import type { Workshop } from './attempt.ts'
import type { RunSettings } from './settings.ts'
import type { RunHeader } from './store.ts'

const REPLY_TOKENS = 400
const TRIES = 6

/** Opens where the words come from. */
export async function openProvider(
  settings: RunSettings,
  config: Config,
  book: ScenarioBook,
  purse: Purse,
): Promise<Provider> {
  switch (settings.provider) {
    case 'offline':
      return offlineProvider(book.reactions)
    case 'openai':
      return modelProvider(
        'openai',
        openServer({
          baseUrl: config.LLM_BASE_URL,
          apiKey: config.LLM_API_KEY,
          model: settings.model,
          timeoutSeconds: config.LLM_TIMEOUT_SECONDS,
          temperature: settings.temperature,
          maximumTokens: REPLY_TOKENS,
          purse,
          retry: { tries: TRIES, random: Math.random, now: Date.now, sleep: realSleep },
        }),
      )
    case 'local': {
      const { openLocalModel } = await import('../providers/local.ts')
      return modelProvider(
        'local',
        await openLocalModel({
          model: settings.model,
          config,
          temperature: settings.temperature,
          maximumTokens: REPLY_TOKENS,
          purse,
        }),
      )
    }
  }
}

/** Everything that dialogues are made with. @throws DoutuError where a scene cannot be played by this provider */
export async function openWorkshop(
  settings: RunSettings,
  brain: Brain,
  book: ScenarioBook,
  provider: Provider,
): Promise<Workshop> {
  if (provider.name === 'offline') requireWords(settings, book)
  // What is usual is measured on our own talk: a user's scenes may have no words of their own.
  const prior = await measurePrior(brain, loadScenarios())
  return {
    plan: makePlan(book, settings.plan),
    provider,
    brain,
    memes: settings.memes,
    steering: steer(settings.memes, prior),
    libraryHash: libraryHash(brain.library()),
    attempts: settings.attempts,
  }
}

function requireWords(settings: RunSettings, book: ScenarioBook): void {
  const silent = settings.plan.kinds.includes('role')
    ? book.scenes.find(scene => scene.episodes.length === 0)
    : undefined
  if (silent)
    throw new DoutuError(
      'bad-input',
      `The scene ${silent.id} has no episodes, so the offline provider cannot speak it.`,
      'Add episodes (dialogues/scenarios/FORMAT.md), or use --provider openai or local.',
    )
}

/** What a run is known by: it is resumed only with the same. */
export function headerOf(settings: RunSettings, workshop: Workshop, book: ScenarioBook): RunHeader {
  const { plan, memes, attempts } = settings
  return {
    count: settings.count,
    ...plan,
    ...memes,
    attempts,
    provider: workshop.provider.name,
    model: workshop.provider.model,
    promptVersion: PROMPT_VERSION,
    libraryHash: workshop.libraryHash,
    scenarios: createHash('sha256').update(JSON.stringify(book)).digest('hex').slice(0, 16),
  }
}
