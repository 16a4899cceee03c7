import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import type { z } from 'zod'
import { DoutuError, messageOf } from '../../src/errors.ts'
import { parseJsonLines } from '../../src/schemas/context.ts'
import {
  type Episode,
  givenPersonaSchema,
  givenSceneSchema,
  type NewsItem,
  newsItemSchema,
  type Persona,
  type Reaction,
  reactionSchema,
  type Scene,
} from './schemas.ts'

/** Everything that can be talked about, and everyone who can talk. */
export interface ScenarioBook {
  readonly personas: readonly Persona[]
  readonly scenes: readonly Scene[]
  readonly news: readonly NewsItem[]
  readonly reactions: readonly Reaction[]
}

const HERE = dirname(fileURLToPath(import.meta.url))

/** Reads one JSONL file. @throws DoutuError `bad-input` that names the first wrong line, or `not-found` */
export function readEntries<T>(path: string, schema: z.ZodType<T>): T[] {
  return [...parseJsonLines(readText(path).split('\n'), schema)].map(parsed => {
    if ('value' in parsed) return parsed.value
    const why = parsed.error.message.replace(/^Line (\d+) was skipped: /, 'line $1: ')
    throw new DoutuError('bad-input', `${basename(path)}, ${why}`, 'See dialogues/scenarios/FORMAT.md for the format.')
  })
}

/** A file's text. @throws DoutuError `not-found` */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new DoutuError(
      'not-found',
      `${path} cannot be read (${messageOf(error)}).`,
      'Name a file that exists.',
      error,
    )
  }
}

/** JSONL files of a path: the file itself, or those in the folder and below it. */
function filesOf(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isDirectory()) return [path]
  const files = globSync('**/*.jsonl', { cwd: path, absolute: true }).sort()
  if (files.length > 0) return files
  throw new DoutuError(
    'not-found',
    `There are no .jsonl files in ${path}.`,
    'Name a file, or a folder with JSONL files.',
  )
}

/** What comes from the user in place of our own. */
export interface OwnScenarios {
  readonly personas?: string | undefined
  readonly scenes?: string | undefined
  readonly news?: readonly NewsItem[] | undefined
}

/** Reads personas, scenes, news and reactions: ours, or the user's where given. @throws DoutuError */
export function loadScenarios(own: OwnScenarios = {}): ScenarioBook {
  const personas = filesOf(own.personas ?? join(HERE, 'personas.jsonl')).flatMap(file =>
    readEntries(file, givenPersonaSchema),
  )
  const scenes = filesOf(own.scenes ?? join(HERE, 'scenes')).flatMap(file => readEntries(file, givenSceneSchema))
  const news = own.news ?? readEntries(join(HERE, 'news.jsonl'), newsItemSchema)
  const reactions = readEntries(join(HERE, 'reactions.jsonl'), reactionSchema)
  requireUnique('persona', personas)
  requireUnique('scene', scenes)
  if (personas.length < 2)
    throw new DoutuError('bad-input', 'Two personas are needed at least.', 'Add personas, one a line, to that file.')
  return { personas, scenes, news, reactions }
}

function requireUnique(what: string, entries: ReadonlyArray<{ id: string }>): void {
  const seen = new Set<string>()
  for (const { id } of entries) {
    if (seen.has(id))
      throw new DoutuError('bad-input', `Two ${what}s have the id ${id}.`, 'Give each an id of its own.')
    seen.add(id)
  }
}

/** Episodes of the reactions of one kind. */
export function episodesOf(reactions: readonly Reaction[], kind: 'small-talk' | 'news-talk'): Episode[] {
  return reactions.flatMap(entry => (entry.kind === kind ? [entry.episode] : []))
}
