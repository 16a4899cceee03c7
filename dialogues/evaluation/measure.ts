import { dot, type Encoder } from '../../src/models/encoder.ts'
import type { LibrarySnapshot, LoadedMeme } from '../../src/pipeline/library-snapshot.ts'
import { wordsOf } from '../../src/text/segment.ts'
import { BRIGHT, basicEmotion } from '../offline/react.ts'
import type { Dialogue, TurnRecord } from '../record.ts'
import type { ImageTextModel } from './clip.ts'

/** How a meme in a dialogue fits its place; cosines in [-1, 1], null where it could not be measured. */
export interface MemeMeasure {
  readonly id: string
  readonly scenario: number | null
  readonly emotion: number | null
  readonly motivation: number | null
  /** Mean of the three. */
  readonly facets: number | null
  /** Whether the meme's feeling and the speaker's are both bright or both dark. */
  readonly sameTone: boolean | null
  readonly sameEmotion: boolean | null
  /** Chinese-CLIP cosine of the picture and the next words. */
  readonly clip: number | null
}

/** What is measured of one dialogue; everything else is made of these. */
export interface DialogueMeasure {
  readonly id: string
  readonly turns: number
  readonly words: ReadonlyArray<readonly string[]>
  readonly memes: readonly MemeMeasure[]
  /** Turns from each meme to the next. */
  readonly gaps: readonly number[]
}

/** What measuring stands on. */
export interface MeasureTools {
  readonly encoder: Encoder
  readonly library: LibrarySnapshot
  readonly clip?: ImageTextModel | undefined
}

/** Measures one dialogue. */
export async function measure(dialogue: Dialogue, tools: MeasureTools): Promise<DialogueMeasure> {
  const places = dialogue.turns.flatMap(({ meme }, index) => (meme ? [index] : []))
  const memes: MemeMeasure[] = []
  for (const place of places) memes.push(await measureMeme(dialogue.turns, place, tools))
  return {
    id: dialogue.id,
    turns: dialogue.turns.length,
    words: dialogue.turns.flatMap(({ text }) => (text ? [wordsOf(text)] : [])),
    memes,
    gaps: places.slice(1).map((place, index) => place - places[index]!),
  }
}

async function measureMeme(
  turns: readonly TurnRecord[],
  place: number,
  { encoder, library, clip }: MeasureTools,
): Promise<MemeMeasure> {
  const turn = turns[place]!
  const id = turn.meme!.id
  const known = library.byId.get(id)
  const next = turns.slice(place + 1).find(({ text }) => text)?.text
  const cosines = known ? await facetCosines(turn, known, encoder) : { scenario: null, emotion: null, motivation: null }
  const measured = Object.values(cosines).filter(value => value !== null)
  return {
    id,
    ...cosines,
    facets: measured.length > 0 ? measured.reduce((sum, value) => sum + value, 0) / measured.length : null,
    ...(known ? emotions(turn, known) : { sameTone: null, sameEmotion: null }),
    clip: clip && known && next ? await clip.similarity(known.path, next) : null,
  }
}

async function facetCosines({ facets }: TurnRecord, { vectors }: LoadedMeme, encoder: Encoder) {
  const [scenario, emotion, motivation] = await encoder.encode(
    [facets.scenario, facets.emotion, facets.motivation],
    'query',
  )
  const cosine = (text: string, a: Float32Array, b: Float32Array) => (text.trim() ? dot(a, b) : null)
  return {
    scenario: cosine(facets.scenario, scenario!, vectors.scenario),
    emotion: cosine(facets.emotion, emotion!, vectors.emotion),
    motivation: cosine(facets.motivation, motivation!, vectors.motivation),
  }
}

function emotions({ facets }: TurnRecord, { meme }: LoadedMeme) {
  if (!facets.emotion.trim()) return { sameTone: null, sameEmotion: null }
  const [speaker, picture] = [basicEmotion(facets.emotion), basicEmotion(meme.annotation.emotion)]
  return { sameTone: BRIGHT.has(speaker) === BRIGHT.has(picture), sameEmotion: speaker === picture }
}
