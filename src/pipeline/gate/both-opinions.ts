import type { Estimates } from '../../models/heads.ts'
import type { GateVerdict } from './gate.ts'

/** Probabilities, in [0, 1], that a meme is welcome in such talk and that the talk is grave. */
export type Opinion = Pick<GateVerdict, 'welcome' | 'grave'>

/**
 * The mean of two opinions: the gate's classifier sees words and their order, the encoder's heads see what words mean, and each
 * knows lines that the other misses. Without heads the gate's stands alone.
 */
export function bothOpinions({ welcome, grave }: Opinion, estimates: Estimates | undefined): Opinion {
  if (!estimates) return { welcome, grave }
  const probability = (label: string) => estimates.classes.find(item => item.label === label)?.probability ?? 0
  return {
    welcome: (welcome + probability('light')) / 2,
    grave: (grave + probability('serious') + probability('quarrel')) / 2,
  }
}
