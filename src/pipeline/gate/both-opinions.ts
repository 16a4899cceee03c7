import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Estimates } from '../../models/heads.ts'
import { boundedLogit } from '../score.ts'
import type { GateVerdict } from './gate.ts'

/** Probabilities, in [0, 1], that a meme is welcome in such talk and that the talk is grave. */
export type Opinion = Pick<GateVerdict, 'welcome' | 'grave'>

/** How much each opinion counts, in logits per logit, for one encoder. Learned by `doutu learn-weights`. */
export const opinionWeightsSchema = z.object({ gate: z.number(), heads: z.number(), intercept: z.number() })
export type OpinionWeights = z.infer<typeof opinionWeightsSchema>

const FILE = new URL('./opinions.json', import.meta.url)
const readOpinions = () => z.record(z.string(), opinionWeightsSchema).parse(JSON.parse(readFileSync(FILE, 'utf8')))

/** The weights for an encoder with heads, by its id; those of the built-in one serve as a guess for any other. */
export function opinionWeightsFor(encoderId: string): OpinionWeights {
  const all = readOpinions()
  return all[encoderId] ?? all.builtin!
}

/**
 * Two opinions as one: the gate's classifier sees words and their order, the encoder's heads see what words mean, and each knows
 * lines that the other misses. `welcome` is σ(gate · logit(gate's) + heads · logit(heads') + intercept); `grave` is the graver of
 * the two. Without heads the gate's opinion stands alone.
 */
export function bothOpinions(
  { welcome, grave }: Opinion,
  estimates: Estimates | undefined,
  weights: OpinionWeights,
): Opinion {
  if (!estimates) return { welcome, grave }
  const { light, heavy } = opinionOfHeads(estimates)
  const logit = weights.gate * boundedLogit(welcome) + weights.heads * boundedLogit(light) + weights.intercept
  return { welcome: 1 / (1 + Math.exp(-logit)), grave: Math.max(grave, heavy) }
}

/** Probabilities that the talk is light, and that it is serious or a quarrel. */
export function opinionOfHeads({ classes }: Estimates): { light: number; heavy: number } {
  const probability = (label: string) => classes.find(item => item.label === label)?.probability ?? 0
  return { light: probability('light'), heavy: Math.min(1, probability('serious') + probability('quarrel')) }
}
