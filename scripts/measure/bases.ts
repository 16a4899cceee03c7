import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ManifestEntry, readManifest, STARTER_FOLDER } from '../../library/manifest.ts'
import { seededRandom, seedFrom } from '../../src/random.ts'
import { withOneOtherCharacter, withOtherFigure, withOtherLines } from './confusables.ts'
import { CAPTIONS, drawPicture } from './pictures.ts'

/** Another picture that is easily taken for the same one. */
export interface Confusable {
  readonly kind: string
  /** Undefined where there is no such picture. */
  readonly draw: () => Promise<Buffer | undefined>
}

/** A picture, and others that are easily taken for it. */
export interface Base {
  readonly name: string
  readonly draw: () => Promise<Buffer>
  readonly confusables: readonly Confusable[]
}

/** The half of the bases on which bounds are set, and the one on which error rates are reported. */
export const HALVES = ['dev', 'test'] as const
export type Half = (typeof HALVES)[number]

const DRAWN = 120

/** Random numbers that are the same for the same text. */
export const randomOf = (text: string) => seededRandom(seedFrom(text))

/** Which half a base is in: all that is made of one picture is in the same. */
export const halfOf = ({ name }: Pick<Base, 'name'>): Half => (randomOf(`half of ${name}`)() < 0.5 ? 'dev' : 'test')

/** The starter library and drawn pictures, mixed, so that the first so many say something of the whole. */
export function allBases(): Base[] {
  const memes = readManifest(STARTER_FOLDER)
  const bases = [
    ...memes.map(meme => starterBase(meme, memes)),
    ...Array.from({ length: DRAWN }, (_, seed) => drawnBase(seed)),
  ]
  return bases
    .map(base => ({ base, order: randomOf(base.name)() }))
    .sort((a, b) => a.order - b.order)
    .map(({ base }) => base)
}

function starterBase(meme: ManifestEntry, memes: readonly ManifestEntry[]): Base {
  const one = (kind: string, draw: typeof withOtherFigure, index: number): Confusable => ({
    kind,
    draw: () => draw(meme, memes, randomOf(`${meme.slug} c${index}`)),
  })
  return {
    name: meme.slug,
    draw: async () => readFileSync(join(STARTER_FOLDER, meme.file)),
    confusables: [
      one('other lines', withOtherLines, 0),
      one('other lines', withOtherLines, 1),
      one('one other character', withOneOtherCharacter, 2),
      one('one other character', withOneOtherCharacter, 3),
      one('other figure, same words', withOtherFigure, 4),
    ],
  }
}

function drawnBase(seed: number): Base {
  const about = {
    seed,
    frames: seed % 6 === 5 ? 6 : 1,
    width: 300 + ((seed * 37) % 220),
    height: 300 + ((seed * 53) % 160),
  }
  const captioned = (caption: string) => () => drawPicture({ ...about, caption }, one => seededRandom(one + 1))
  const caption = CAPTIONS[seed % CAPTIONS.length]!
  const other = (step: number) => CAPTIONS[(seed + step) % CAPTIONS.length]!
  return {
    name: `drawn-${seed}`,
    draw: captioned(caption),
    confusables: [1, 2].map(step => ({ kind: 'drawn, other caption', draw: captioned(other(step)) })),
  }
}
