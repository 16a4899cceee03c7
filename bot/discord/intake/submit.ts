import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Brain } from '../../../src/brain.ts'
import type { LanguageModel } from '../../../src/models/language-model.ts'
import { memePath } from '../../../src/pipeline/library-snapshot.ts'
import { pendingSubmissions, saveSubmission } from '../../../src/storage/guild-memes.ts'
import { type IncomingMeme, readMemes, saveMemes, setMemeState } from '../../../src/storage/memes.ts'
import { type Blocks, looksLike } from '../blocks.ts'
import { annotate, type Hints } from './annotate.ts'
import { type Picture, readPicture } from './picture.ts'
import { Refused } from './refused.ts'

/** Pictures of one guild that may wait for review. */
const MOST_PENDING = 200

/** What is handed in, and by whom. */
export interface Submission {
  readonly guild: string
  readonly member: string
  readonly bytes: Buffer
  readonly hints: Hints
}

/** What taking in stands on. */
export interface IntakeParts {
  readonly brain: Brain
  readonly model: LanguageModel | undefined
  readonly blocks: Blocks
  readonly dataFolder: string
  readonly now: () => number
}

/**
 * Takes a picture into a guild's review queue: checked, compared with what is there, annotated in draft, and visible to that guild only.
 * @throws Refused with why not
 */
export async function submit(parts: IntakeParts, { guild, member, bytes, hints }: Submission): Promise<IncomingMeme> {
  const { brain, blocks, model, dataFolder, now } = parts
  if (pendingSubmissions(brain.database, guild).length >= MOST_PENDING) throw new Refused('too-many')
  const picture = await readPicture(bytes)
  if (blocks.has(guild, picture)) throw new Refused('blocked')
  if (await isKnown(parts, guild, picture)) throw new Refused('duplicate')
  const { caption, annotation } = await annotate(brain, model, picture, hints)
  const meme = describe(guild, picture, caption, annotation)
  await store(memePath(meme, dataFolder), picture.bytes)
  await saveMemes(brain.database, [meme], now())
  // One that was rejected or deleted before keeps that state when it is saved.
  await setMemeState(brain.database, meme.id, 'review', now())
  saveSubmission(brain.database, { meme: meme.id, guild, contentHash: picture.contentHash, member, at: now() })
  return meme
}

// Only against what this guild may see: whether another guild has a picture is that guild's business.
async function isKnown({ brain, blocks }: IntakeParts, guild: string, picture: Picture): Promise<boolean> {
  const visible = (await readMemes(brain.database)).filter(
    ({ scope, state }) => (scope === 'global' || scope === `guild:${guild}`) && state !== 'deleted',
  )
  return visible.some(meme => {
    const known = blocks.pictureOf(guild, meme)
    return known.contentHash === picture.contentHash || looksLike(known.perceptualHash, picture.perceptualHash)
  })
}

function describe(
  guild: string,
  picture: Picture,
  caption: string,
  annotation: IncomingMeme['annotation'],
): IncomingMeme {
  const { mime, width, height, frames, perceptualHash, contentHash } = picture
  // Two guilds may hand in the same picture: each has a meme of its own, with words of its own.
  const id = createHash('sha256').update(`guild:${guild}\n${contentHash}`).digest('hex')
  return {
    id,
    slug: `guild-${guild}-${id.slice(0, 16)}`,
    library: 'user',
    file: `guild-${guild}/${id}.${mime.replace('image/', '')}`,
    mime,
    width,
    height,
    frames,
    perceptualHash,
    caption,
    rating: 'safe',
    state: 'review',
    source: 'handed in on Discord',
    licence: 'unknown',
    scope: `guild:${guild}`,
    annotation,
  }
}

/** Whole or not at all. */
async function store(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.new`, bytes)
  await rename(`${path}.new`, path)
}
