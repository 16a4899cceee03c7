import { dot, type Encoder } from '../../src/models/encoder.ts'
import { type Annotation, EXAMPLE_COUNT } from '../../src/schemas/meme.ts'
import type { Database } from '../../src/storage/database.ts'
import { encoderKey, type MemeVectors, readVectors, textsOf } from '../../src/storage/embeddings.ts'
import type { LabelledMeme } from '../../src/storage/memes.ts'

/** What is known of a picture before anybody has looked at it. */
export interface DraftMaterial {
  /** The words in it; may be empty. */
  readonly caption: string
  /** What its file's name says; may be empty. */
  readonly title: string
  readonly tags: readonly string[]
}

/** Writes drafts: what memes with like words mean, by the encoder's estimate. */
export interface Drafter {
  draft(material: DraftMaterial): Promise<Annotation>
}

/** What is said of a picture of which nothing is known. */
export const BLANK_DRAFT: Annotation = {
  scenario: '大家随便闲聊、气氛轻松的时候，想发张图凑个热闹',
  unsuitable: '对方在认真说事、心情低落或者聊到伤心事的时候',
  emotion: '轻松、随意',
  motivation: '不想只打字，用一张图接住话头',
  examples: [
    '在干嘛呢',
    '哈哈哈今天群里好热闹',
    '突然好无聊啊',
    '有没有人出来聊两句',
    '刚看到个好玩的',
    '下班了下班了',
    '今天就先这样吧',
    '你们继续，我先看着',
  ],
}

/** Memes whose examples a draft is made of. */
const NEIGHBOURS = 4
/** The encoder's cosine below which two texts have nothing to do with each other. */
const UNRELATED = 0.15
/** Memes that drafts are made from, at most. */
const MOST_MODELS = 2000

interface ModelMeme {
  readonly annotation: Annotation
  readonly vectors: MemeVectors
}

/**
 * Opens a drafter on the memes that a person or a vision model has annotated. They are read with the first text; those that have no
 * embeddings yet are embedded then, which takes some seconds.
 */
export function openDrafter(database: Database, encoder: Encoder, memes: readonly LabelledMeme[]): Drafter {
  let models: Promise<readonly ModelMeme[]> | undefined
  return {
    async draft({ caption, title, tags }) {
      const text = [caption, caption.includes(title) ? '' : title, caption || title ? '' : tags.join(' ')]
        .filter(Boolean)
        .join('，')
      if (!text) return BLANK_DRAFT
      models ??= readModels(database, encoder, memes)
      const [vector] = await encoder.encode([text], 'query')
      return estimate(vector!, await models)
    },
  }
}

async function readModels(
  database: Database,
  encoder: Encoder,
  memes: readonly LabelledMeme[],
): Promise<readonly ModelMeme[]> {
  const annotated = memes.filter(meme => meme.origin !== 'draft' && meme.state !== 'deleted').slice(0, MOST_MODELS)
  const stored = readVectors(database, encoderKey(encoder), annotated)
  const models: ModelMeme[] = []
  for (const { id, annotation } of annotated)
    models.push({ annotation, vectors: stored.get(id) ?? (await embed(annotation, encoder)) })
  return models
}

async function embed(annotation: Annotation, encoder: Encoder): Promise<MemeVectors> {
  const vectors = await encoder.encode(
    textsOf(annotation).map(({ text }) => text),
    'passage',
  )
  const [scenario, unsuitable, emotion, motivation, ...examples] = vectors
  return { scenario: scenario!, unsuitable: unsuitable!, emotion: emotion!, motivation: motivation!, examples }
}

/** The facets of the nearest memes, and of their examples those that are nearest. */
function estimate(vector: Float32Array, models: readonly ModelMeme[]): Annotation {
  const near = models
    .map(model => ({ model, score: closeness(vector, model.vectors) }))
    .filter(({ score }) => score > UNRELATED)
    .sort((a, b) => b.score - a.score)
    .slice(0, NEIGHBOURS)
    .map(({ model }) => model)
  const [first, second = first] = near
  if (!first || !second) return BLANK_DRAFT
  const examples = near
    .flatMap(({ annotation, vectors }) =>
      annotation.examples.map((text, index) => ({ text, score: dot(vector, vectors.examples[index]!) })),
    )
    .sort((a, b) => b.score - a.score)
    .map(({ text }) => text)
  const { scenario, unsuitable, motivation } = first.annotation
  const emotion = [...new Set([first, second].flatMap(model => model.annotation.emotion.split(/[、，,]/)))]
    .slice(0, 4)
    .join('、')
  return {
    scenario,
    unsuitable,
    emotion,
    motivation,
    examples: [...new Set([...examples, ...BLANK_DRAFT.examples])].slice(0, EXAMPLE_COUNT),
  }
}

/** A caption is a reply: it is like what the meme says it is sent for, and less like what is said before it. */
function closeness(vector: Float32Array, { scenario, motivation, emotion, examples }: MemeVectors): number {
  const best = Math.max(...examples.map(example => dot(vector, example)))
  return 0.3 * dot(vector, scenario) + 0.3 * dot(vector, motivation) + 0.15 * dot(vector, emotion) + 0.25 * best
}
