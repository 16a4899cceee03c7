import type { Hono } from 'hono'
import type { Brain } from '../../../src/brain.ts'
import type { Config } from '../../../src/config/load.ts'
import { answer } from '../answer.ts'
import type { PageSettings } from '../settings/settings.ts'
import { compare, weightsOf } from './compare.ts'
import { Encoders, loaderOf } from './encoders.ts'
import { compareConfigurations, compareOptions } from './protocol.ts'

/** What the routes of the comparison stand on. */
export interface CompareRoutes {
  readonly brain: Brain
  readonly config: Config
  readonly settings: PageSettings
  /** Milliseconds that only ever grow. */
  readonly now: () => number
  /** How an encoder is loaded; the settings say it unless a test does. */
  readonly load?: ReturnType<typeof loaderOf>
}

/** Two configurations side by side; neither changes anything. */
export function compareRoutes(
  app: Hono,
  { brain, config, settings, now, load = loaderOf(config) }: CompareRoutes,
): void {
  const encoders = new Encoders(brain, config, load)

  answer(app, compareOptions, () => {
    const { weights: learned } = brain
    const presets = { learned, neutral: weightsOf('neutral', learned), memecmd: weightsOf('memecmd', learned) }
    const current = { ...settings.read().settings, encoder: config.EMBEDDING_MODEL }
    return { current, encoders: encoders.names(), presets }
  })

  answer(app, compareConfigurations, ({ lines, ...sides }) => compare(lines, sides, { brain, encoders, now }))
}
