import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Estimate, halfFloats, loadHeads, makeHeads } from './heads.ts'

/** A half-precision number of a float that has one exactly. */
function half(value: number): number {
  if (value === 0) return 0
  const exponent = Math.floor(Math.log2(Math.abs(value)))
  const fraction = Math.abs(value) / 2 ** exponent - 1
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | Math.round(fraction * 1024)
}

function matrix(shape: number[], values: number[]) {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(half(value), index * 2)
  return { shape, data: bytes.toString('base64') }
}

const FILE = {
  facets: ['scenario', 'emotion', 'motivation', 'examples'],
  sharpness: 2,
  emotions: ['开心', '难过'],
  motivations: ['分享', '提问'],
  classes: ['light', 'serious'],
  matrices: {
    'hidden.weight': matrix([1, 2], [1, -1]),
    'hidden.bias': matrix([1], [0.5]),
    'query.scenario.weight': matrix([2, 1], [0, 2]),
    'query.emotion.weight': matrix([2, 1], [0, 0]),
    'query.motivation.weight': matrix([2, 1], [-1, 0]),
    'query.examples.weight': matrix([2, 1], [0, 0]),
    'estimate.emotion.weight': matrix([2, 3], [1, 0, 0, 0, 0, 1]),
    'estimate.emotion.bias': matrix([2], [0, 0]),
    'estimate.motivation.weight': matrix([2, 3], [0, 0, 0, 0, 0, 0]),
    'estimate.motivation.bias': matrix([2], [0, 1]),
    'estimate.class.weight': matrix([2, 3], [0, 0, 0, 0, 0, 0]),
    'estimate.class.bias': matrix([2], [0, 0]),
  },
}

describe('heads', () => {
  it('turn a context into the queries and estimates that the formula gives by hand', () => {
    const heads = makeHeads(FILE)
    const context = Float32Array.of(1, 0)
    // h = relu(2·(1·1 − 1·0) + 0.5) = 2.5; scenario: (1, 0) + (0, 2·2.5/2) = (1, 2.5); motivation: (1 − 1.25, 0).
    const queries = heads.queries(context)
    expect(queries.scenario[1]! / queries.scenario[0]!).toBeCloseTo(2.5)
    expect([...queries.emotion]).toEqual([1, 0])
    expect([...queries.motivation]).toEqual([-1, 0])
    const { emotions, motivations } = heads.estimate(context)
    // Logits (2, 2.5).
    expect(emotions[0]).toEqual({ label: '难过', probability: expect.closeTo(1 / (1 + Math.exp(-0.5)), 5) })
    expect(motivations[0]!.probability).toBeCloseTo(1 / (1 + Math.exp(-1)), 5)
  })

  it('give queries of length 1 and probabilities that sum to 1, whatever the context', () => {
    const heads = makeHeads(FILE)
    fc.assert(
      fc.property(fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }), angle => {
        const context = Float32Array.of(Math.cos(angle), Math.sin(angle))
        for (const query of Object.values(heads.queries(context))) {
          const norm = Math.hypot(...query)
          expect(norm < 1e-6 || Math.abs(norm - 1) < 1e-5).toBe(true)
        }
        for (const estimate of Object.values(heads.estimate(context)) as Estimate[])
          expect(estimate.map(item => item.probability).reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(
            1,
          )
      }),
    )
  })

  it('leave a context without direction as it is', () => {
    const queries = makeHeads(FILE).queries(new Float32Array(2))
    expect(Object.values(queries).every(query => query.every(value => value === 0))).toBe(true)
  })

  it('read half-precision numbers exactly, also subnormal ones', () => {
    const bytes = Buffer.from([0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x00, 0xff, 0x7b])
    expect([...halfFloats(bytes)]).toEqual([1, -2, 2 ** -24, 0, 65504])
  })

  it('are absent from a folder without the file, and a broken file is explained', () => {
    const folder = mkdtempSync(join(tmpdir(), 'doutu-heads-'))
    expect(loadHeads(folder)).toBeUndefined()
    writeFileSync(join(folder, 'heads.json'), JSON.stringify({ ...FILE, matrices: {} }))
    expect(() => loadHeads(folder)).toThrow(/heads/)
  })
})
