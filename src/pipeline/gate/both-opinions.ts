import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Estimates } from '../../models/heads.ts'
import { boundedLogit } from '../score.ts'
import type { GateVerdict } from './gate.ts'

/** Probabilities, in [0, 1], that a meme is welcome in such talk and that the talk is grave. */
export type Opinion = Pick<GateVerdict, 'welcome' | 'grave'>

/** How much each opinion counts, in logits per logit, none of them ever against itself: a graver opinion never makes both less grave. */
const shareSchema = z.object({ gate: z.number().nonnegative(), heads: z.number().nonnegative(), intercept: z.number() })

/** How the two opinions are put together for one encoder. Learned by `doutu learn-weights`. */
export const opinionWeightsSchema = z.object({ welcome: shareSchema, grave: shareSchema })
export type OpinionWeights = z.infer<typeof opinionWeightsSchema>
export type OpinionShare = z.infer<typeof shareSchema>

const FILE = new URL('./opinions.json', import.meta.url)
const readOpinions = () => z.record(z.string(), opinionWeightsSchema).parse(JSON.parse(readFileSync(FILE, 'utf8')))

/** The weights for an encoder with heads, by its id; those of the built-in one serve as a guess for any other. */
export function opinionWeightsFor(encoderId: string): OpinionWeights {
  const all = readOpinions()
  return all[encoderId] ?? all.builtin!
}

/**
 * Two opinions as one: the gate's classifier sees words and their order, the encoder's heads see what words mean, and each knows
 * lines that the other misses. Both `welcome` and `grave` are σ(gate · logit(gate's) + heads · logit(heads') + intercept), each with
 * weights of its own. Without heads the gate's opinion stands alone.
 */
export function bothOpinions(
  { welcome, grave }: Opinion,
  estimates: Estimates | undefined,
  weights: OpinionWeights,
): Opinion {
  if (!estimates) return { welcome, grave }
  const { light, heavy } = opinionOfHeads(estimates)
  return { welcome: together(welcome, light, weights.welcome), grave: together(grave, heavy, weights.grave) }
}

function together(gates: number, heads: number, share: OpinionShare): number {
  const logit = share.gate * boundedLogit(gates) + share.heads * boundedLogit(heads) + share.intercept
  return 1 / (1 + Math.exp(-logit))
}

/** Probabilities that the talk is light, and that it is serious or a quarrel. */
export function opinionOfHeads({ classes }: Estimates): { light: number; heavy: number } {
  const probability = (label: string) => classes.find(item => item.label === label)?.probability ?? 0
  return { light: probability('light'), heavy: Math.min(1, probability('serious') + probability('quarrel')) }
}
