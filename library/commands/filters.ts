import { originSchema, ratingSchema, type StoredMeme, stateSchema } from '../../src/schemas/meme.ts'
import { normalizeText } from '../../src/text/normalize.ts'
import { choiceArgument } from './session.ts'

/** The options of every command that goes through the library. */
export const FILTER_ARGUMENTS = {
  state: { type: 'string', description: 'Only in this state: draft, review, approved, blocked, deleted' },
  rating: { type: 'string', description: 'Only of this rating: safe, sensitive, blocked' },
  origin: { type: 'string', description: 'Only annotated by: draft (nobody yet), model, hand' },
  library: { type: 'string', description: 'Which library: user, starter, or all', default: 'user' },
  scope: { type: 'string', description: 'Only of this scope: global, or guild:ID' },
  tag: { type: 'string', description: 'Only with this tag' },
  text: { type: 'string', description: 'Only with these words, in the picture or in the annotation' },
} as const

/** What was given for {@link FILTER_ARGUMENTS}. */
export interface Filters {
  readonly state?: string | undefined
  readonly rating?: string | undefined
  readonly origin?: string | undefined
  readonly library: string
  readonly scope?: string | undefined
  readonly tag?: string | undefined
  readonly text?: string | undefined
}

/** The memes that fit all filters; deleted ones only where they are asked for. @throws DoutuError `bad-input` for a value that is none */
export function filterMemes<T extends StoredMeme>(memes: readonly T[], given: Filters): T[] {
  const library = choiceArgument('library', given.library, ['user', 'starter', 'all'] as const)
  const state = given.state === undefined ? undefined : choiceArgument('state', given.state, stateSchema.options)
  const rating = given.rating === undefined ? undefined : choiceArgument('rating', given.rating, ratingSchema.options)
  const origin = given.origin === undefined ? undefined : choiceArgument('origin', given.origin, originSchema.options)
  const words = given.text === undefined ? undefined : normalizeText(given.text)
  return memes.filter(
    meme =>
      (library === 'all' || meme.library === library) &&
      (state ? meme.state === state : meme.state !== 'deleted') &&
      (!rating || meme.rating === rating) &&
      (!origin || (meme.origin ?? 'hand') === origin) &&
      (!given.scope || meme.scope === given.scope) &&
      (!given.tag || (meme.tags ?? []).includes(given.tag)) &&
      (!words || textsOfMeme(meme).some(text => normalizeText(text).includes(words))),
  )
}

function textsOfMeme({ caption, tags = [], annotation }: StoredMeme): string[] {
  const { scenario, unsuitable, emotion, motivation, examples } = annotation
  return [caption, ...tags, scenario, unsuitable, emotion, motivation, ...examples]
}
