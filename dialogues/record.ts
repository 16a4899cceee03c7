import { z } from 'zod'
import { HOLD_REASONS } from '../src/schemas/decision.ts'

/** The dialogue kinds: a scene for two, or talk about a news item. */
export const KINDS = ['role', 'news'] as const
export const kindSchema = z.enum(KINDS)
export type Kind = z.infer<typeof kindSchema>

/** How one of the fitting memes is drawn; the brain's samplers. */
export const STRATEGIES = ['random', 'greedy', 'top-k', 'diverse'] as const
export const strategySchema = z.enum(STRATEGIES)
export type Strategy = z.infer<typeof strategySchema>

export const speakerSchema = z.enum(['A', 'B'])
export type Speaker = z.infer<typeof speakerSchema>

/** A speaker's own estimate of what goes on: the retrieval query is made of it. */
export const facetsSchema = z.object({
  scenario: z.string().describe('场景: what is going on'),
  emotion: z.string().describe('情绪: what the speaker feels'),
  motivation: z.string().describe('动机: why the speaker says this'),
})
export type Facets = z.infer<typeof facetsSchema>

const partsSchema = z.record(z.string(), z.number())

/** The brain's decision on a turn, with all that explains it. Scores are probabilities in [0, 1]. */
export const decisionSchema = z.object({
  kind: z.enum(['send', 'hold']),
  reason: z.enum(['fits', ...HOLD_REASONS]),
  evidence: z.string().optional().describe('the rule of the gate that held'),
  score: z.number().describe('score of the best candidate'),
  threshold: z.number(),
  thresholdParts: z.object({ floor: z.number(), quantile: z.number(), level: z.number(), refractory: z.number() }),
  memeScore: z.number().optional().describe('score of the meme that was sent'),
  parts: partsSchema.optional().describe('raw parts of that score'),
  runnersUp: z.array(z.object({ id: z.string(), caption: z.string(), score: z.number() })),
})
export type DecisionRecord = z.infer<typeof decisionSchema>

/** A meme in a dialogue: its id (SHA-256 of the file), the file's path in its library, the words in the picture. */
export const memeInTurnSchema = z.object({ id: z.string(), file: z.string(), caption: z.string() })
export type MemeInTurn = z.infer<typeof memeInTurnSchema>

const turnShape = z.object({
  speaker: speakerSchema,
  text: z.string(),
  facets: facetsSchema,
  meme: memeInTurnSchema.nullable(),
  decision: decisionSchema,
})

/** One turn; a turn that is only a meme has an empty text. */
export const turnRecordSchema = turnShape.refine(turn => turn.text !== '' || turn.meme !== null, {
  message: 'a turn needs words or a meme',
})
export type TurnRecord = z.infer<typeof turnRecordSchema>

/** Who speaks, as the speaker was told; `goal` is known to this side only. */
export const personaRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  nickname: z.string(),
  gender: z.string(),
  age: z.number().int(),
  work: z.string(),
  temper: z.string(),
  character: z.string(),
  speech: z.string(),
  role: z.string(),
  relation: z.string(),
  goal: z.string(),
})
export type PersonaRecord = z.infer<typeof personaRecordSchema>

/** What the talk is about: a scene, or a news item. */
export const sceneRecordSchema = z.object({
  id: z.string(),
  title: z.string(),
  category: z.string(),
  setting: z.string(),
  link: z.string().optional(),
})
export type SceneRecord = z.infer<typeof sceneRecordSchema>

/** A dialogue: one line of the native data set. */
export const dialogueSchema = z.object({
  id: z.string(),
  kind: kindSchema,
  scene: sceneRecordSchema,
  personas: z.tuple([personaRecordSchema, personaRecordSchema]).describe('A, then B'),
  turns: z.array(turnRecordSchema).min(1),
  provider: z.string(),
  model: z.string(),
  seed: z.string(),
  strategy: strategySchema,
  promptVersion: z.string(),
  libraryHash: z.string(),
})
export type Dialogue = z.infer<typeof dialogueSchema>

/** A dialogue without its words: what formats of words and pictures have no place for. */
export const extraSchema = z.object({
  dialogue: dialogueSchema.omit({ turns: true }),
  turns: z.array(turnShape.omit({ text: true })),
})
export type Extra = z.infer<typeof extraSchema>

/** JSON Schema (draft 2020-12) of one line of the native data set. */
export function dialogueJsonSchema(): object {
  return { title: 'doutu dialogue', ...z.toJSONSchema(dialogueSchema) }
}
