import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { parse as parseDotenv } from 'dotenv'
import { DoutuError, messageOf } from '../errors.ts'
import { highestRate } from '../pipeline/threshold.ts'
import { type Settings, settingsSchema } from './schema.ts'

/** The settings with their folders made absolute: what the rest of the program takes. */
export interface Config extends Settings {
  readonly dataFolder: string
  readonly modelCacheFolder: string
  readonly ratings: ReadonlyArray<'safe' | 'sensitive'>
}

export { highestRate }

/**
 * Refuses a target rate that the minimum gap makes impossible.
 * @throws DoutuError `rate-too-high`
 */
export function checkRate(rate: number, gap: number): void {
  if (rate <= highestRate(gap) + 1e-9) return
  throw new DoutuError(
    'rate-too-high',
    `A target rate of ${rate} cannot be reached: with a minimum gap of ${gap} at most ${highestRate(gap).toFixed(3)} memes per message are possible.`,
    'Lower TARGET_RATE (or --rate) or MINIMUM_GAP (or --gap).',
  )
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/**
 * Reads settings from an environment, over the `.env` file of a folder.
 * @param environment variables, usually `process.env`; an empty one counts as absent
 * @param folder where `.env` is looked for and relative folders start
 * @throws DoutuError `bad-setting` naming each wrong setting, or `rate-too-high`
 */
export function loadConfig(environment: Record<string, string | undefined>, folder: string): Config {
  const merged = { ...readDotenv(join(folder, '.env')), ...withoutEmpty(environment) }
  const known = Object.fromEntries(Object.keys(settingsSchema.shape).map(key => [key, merged[key]]))
  const parsed = settingsSchema.safeParse(known)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(issue => `${issue.path.join('.')} (${issue.message})`).join('; ')
    throw new DoutuError(
      'bad-setting',
      `Wrong setting: ${wrong}.`,
      'Correct it in .env or in the environment; .env.example explains each setting.',
    )
  }
  const settings = parsed.data
  checkRate(settings.TARGET_RATE, settings.MINIMUM_GAP)
  if (!isLoopback(settings.HOST) && settings.WEB_TOKEN.length < 16) {
    throw new DoutuError(
      'bad-setting',
      `HOST=${settings.HOST} lets other machines reach the page, so WEB_TOKEN must be set to at least 16 characters.`,
      'Set WEB_TOKEN, or leave HOST at 127.0.0.1.',
    )
  }
  const dataFolder = absolute(folder, settings.DATA_DIR)
  return {
    ...settings,
    dataFolder,
    modelCacheFolder: settings.MODEL_CACHE_DIR
      ? absolute(folder, settings.MODEL_CACHE_DIR)
      : join(dataFolder, 'models'),
    ratings: parseRatings(settings.ALLOWED_RATINGS),
  }
}

function parseRatings(value: string): Array<'safe' | 'sensitive'> {
  return value.split(',').map(part => {
    const rating = part.trim()
    if (rating === 'safe' || rating === 'sensitive') return rating
    throw new DoutuError(
      'bad-setting',
      `Wrong setting: ALLOWED_RATINGS has ${JSON.stringify(rating)}.`,
      'Use safe, or safe,sensitive.',
    )
  })
}

const absolute = (base: string, path: string) => (isAbsolute(path) ? path : resolve(base, path))

function withoutEmpty(environment: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => !!entry[1]?.trim()),
  )
}

function readDotenv(path: string): Record<string, string> {
  if (!existsSync(path)) return {}
  try {
    return withoutEmpty(parseDotenv(readFileSync(path)))
  } catch (error) {
    throw new DoutuError(
      'bad-setting',
      `The settings file ${path} cannot be read (${messageOf(error)}).`,
      'Make it readable or remove it.',
      error,
    )
  }
}
