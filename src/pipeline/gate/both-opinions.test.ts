import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Estimates } from '../../models/heads.ts'
import { bothOpinions, opinionWeightsFor } from './both-opinions.ts'

const estimates = (light: number, serious: number): Estimates => ({
  emotions: [],
  motivations: [],
  classes: [
    { label: 'light', probability: light },
    { label: 'serious', probability: serious },
    { label: 'quarrel', probability: Math.max(0, 1 - light - serious) },
  ],
})
const WEIGHTS = { welcome: { gate: 1, heads: 0.5, intercept: 0 }, grave: { gate: 1, heads: 0.25, intercept: 0.5 } }
const probability = fc.double({ min: 0, max: 1, noNaN: true })

describe('two opinions', () => {
  it('agree on what both hold for even, and move towards whichever is surer', () => {
    expect(bothOpinions({ welcome: 0.5, grave: 0 }, estimates(0.5, 0.5), WEIGHTS).welcome).toBeCloseTo(0.5)
    expect(bothOpinions({ welcome: 0.5, grave: 0 }, estimates(0.9, 0.1), WEIGHTS).welcome).toBeCloseTo(0.75)
  })

  it('weigh a grave opinion by weights of their own', () => {
    expect(bothOpinions({ welcome: 0.9, grave: 0.5 }, estimates(0.5, 0.5), WEIGHTS).grave).toBeCloseTo(
      1 / (1 + Math.exp(-0.5)),
    )
  })

  it('never lose caution: a graver opinion of either makes both graver or leaves them as they are', () => {
    const grave = (gates: number, heads: number) =>
      bothOpinions({ welcome: 0.5, grave: gates }, estimates(1 - heads, heads), opinionWeightsFor('builtin')).grave
    fc.assert(
      fc.property(probability, probability, probability, (one, other, heads) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)]
        expect(grave(more, heads)).toBeGreaterThanOrEqual(grave(less, heads) - 1e-12)
        expect(grave(heads, more)).toBeGreaterThanOrEqual(grave(heads, less) - 1e-12)
      }),
    )
  })

  it('are the one opinion of the gate where the encoder has no heads', () => {
    expect(bothOpinions({ welcome: 0.3, grave: 0.2 }, undefined, WEIGHTS)).toEqual({ welcome: 0.3, grave: 0.2 })
  })

  it('stay probabilities, whatever is put in, by the shipped weights', () => {
    fc.assert(
      fc.property(probability, probability, probability, (welcome, grave, light) => {
        const both = bothOpinions({ welcome, grave }, estimates(light, 1 - light), opinionWeightsFor('builtin'))
        for (const value of Object.values(both)) expect(value >= 0 && value <= 1).toBe(true)
      }),
    )
  })
})
