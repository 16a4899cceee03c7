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
const WEIGHTS = { gate: 1, heads: 0.5, intercept: 0 }

describe('two opinions', () => {
  it('agree on what both hold for even, and move towards whichever is surer', () => {
    expect(bothOpinions({ welcome: 0.5, grave: 0 }, estimates(0.5, 0.5), WEIGHTS).welcome).toBeCloseTo(0.5)
    expect(bothOpinions({ welcome: 0.5, grave: 0 }, estimates(0.9, 0.1), WEIGHTS).welcome).toBeCloseTo(0.75)
  })

  it('are as grave as the graver one: neither can talk the other out of caution', () => {
    expect(bothOpinions({ welcome: 0.9, grave: 0.05 }, estimates(0.1, 0.8), WEIGHTS).grave).toBeCloseTo(0.9)
    expect(bothOpinions({ welcome: 0.9, grave: 0.7 }, estimates(0.9, 0.1), WEIGHTS).grave).toBeCloseTo(0.7)
  })

  it('are the one opinion of the gate where the encoder has no heads', () => {
    expect(bothOpinions({ welcome: 0.3, grave: 0.2 }, undefined, WEIGHTS)).toEqual({ welcome: 0.3, grave: 0.2 })
  })

  it('stay probabilities, whatever is put in, by the shipped weights', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(probability, probability, probability, (welcome, grave, light) => {
        const both = bothOpinions({ welcome, grave }, estimates(light, 1 - light), opinionWeightsFor('builtin'))
        for (const value of Object.values(both)) expect(value >= 0 && value <= 1).toBe(true)
      }),
    )
  })
})
