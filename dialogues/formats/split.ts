import { shuffled, streamOf } from '../random.ts'
import type { Dialogue } from '../record.ts'

export const SPLITS = ['train', 'dev', 'test'] as const
export type SplitName = (typeof SPLITS)[number]

/** Shares of scenes, personas and memes that are kept out of training, for dev and for test each. */
export interface HeldOutShares {
  readonly scenes: number
  readonly personas: number
  readonly memes: number
}
export const DEFAULT_SHARES: HeldOutShares = { scenes: 0.06, personas: 0.04, memes: 0.04 }

/** What nothing in the training split touches. */
export interface HeldOut {
  readonly scenes: readonly string[]
  readonly personas: readonly string[]
  readonly memes: readonly string[]
}

/** Dialogues by split, and what was kept out of training for dev and test. */
export interface Split {
  readonly dialogues: Readonly<Record<SplitName, readonly Dialogue[]>>
  readonly heldOut: Readonly<Record<'dev' | 'test', HeldOut>>
}

/**
 * Splits so that whatever is held out never occurs in training: a dialogue that touches a scene, a persona or a meme of the test's
 * goes to test, else one that touches the dev's to dev, the rest to train. The same seed gives the same split.
 */
export function splitDialogues(dialogues: readonly Dialogue[], seed: string, shares = DEFAULT_SHARES): Split {
  const scenes = partition(
    dialogues.map(({ scene }) => scene.id),
    shares.scenes,
    seed,
    'scenes',
  )
  const personas = partition(
    dialogues.flatMap(({ personas: [a, b] }) => [a.id, b.id]),
    shares.personas,
    seed,
    'personas',
  )
  const memes = partition(dialogues.flatMap(memesOf), shares.memes, seed, 'memes')
  const heldOut = {
    dev: { scenes: scenes.dev, personas: personas.dev, memes: memes.dev },
    test: { scenes: scenes.test, personas: personas.test, memes: memes.test },
  }
  const split: Record<SplitName, Dialogue[]> = { train: [], dev: [], test: [] }
  for (const dialogue of dialogues)
    split[touches(dialogue, heldOut.test) ? 'test' : touches(dialogue, heldOut.dev) ? 'dev' : 'train'].push(dialogue)
  return { dialogues: split, heldOut }
}

const memesOf = ({ turns }: Dialogue): string[] => turns.flatMap(({ meme }) => (meme ? [meme.id] : []))

function partition(
  names: readonly string[],
  share: number,
  seed: string,
  purpose: string,
): { dev: string[]; test: string[] } {
  const order = shuffled([...new Set(names)].sort(), streamOf(seed, 'split', purpose))
  // A few only, and never so many that nothing is left to train on.
  const each = Math.min(Math.floor((order.length - 1) / 2), Math.max(1, Math.round(order.length * share)))
  return {
    dev: order.slice(0, Math.max(0, each)).sort(),
    test: order.slice(Math.max(0, each), Math.max(0, 2 * each)).sort(),
  }
}

function touches(dialogue: Dialogue, held: HeldOut): boolean {
  return (
    held.scenes.includes(dialogue.scene.id) ||
    dialogue.personas.some(({ id }) => held.personas.includes(id)) ||
    memesOf(dialogue).some(id => held.memes.includes(id))
  )
}
