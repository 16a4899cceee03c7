import fc from 'fast-check'
import { expect, it } from 'vitest'
import { buildGraph, type Graph, type Step } from './graph.ts'
import type { Episode, Move } from './schemas.ts'

const STAGES = ['opening', 'development', 'development', 'turn', 'closing'] as const

/** Episodes with random references and ends. */
const anyEpisodes: fc.Arbitrary<Episode[]> = fc
  .tuple(
    ...STAGES.map(() =>
      fc.array(fc.record({ by: fc.constantFrom('A' as const, 'B' as const), back: fc.nat(5), end: fc.boolean() }), {
        minLength: 2,
        maxLength: 5,
      }),
    ),
  )
  .map(all =>
    all.map((moves, index) => ({
      id: `e${index}`,
      stage: STAGES[index]!,
      scenario: '场景',
      moves: moves.map(
        ({ by, back, end }, position): Move => ({
          id: `m${position}`,
          by,
          act: 'share',
          emotion: '开心',
          motivation: '动机',
          lines: ['一', '二', '三'],
          ...(end ? { end } : {}),
          ...(position > 0 && back > 2 ? { after: [`m${Math.max(0, position - back + 2)}`] } : {}),
        }),
      ),
    })),
  )

/** All numbers of steps from one step to the end, by walking every way. */
function walked(step: Step, graph: Graph): Set<number> {
  const found = new Set(graph.mayEnd(step) ? [1] : [])
  for (const next of graph.next(step)) for (const length of walked(next, graph)) found.add(length + 1)
  return found
}

it('knows from every step just those lengths that walking every way finds', () => {
  fc.assert(
    fc.property(anyEpisodes, episodes => {
      const graph = buildGraph(episodes)
      for (const step of graph.steps)
        expect(graph.lengths(step)).toEqual([...walked(step, graph)].sort((a, b) => a - b))
    }),
    { numRuns: 60 },
  )
})

it('moves on only within an episode or to the start of a later one, and ends only in a closing', () => {
  fc.assert(
    fc.property(anyEpisodes, episodes => {
      const graph = buildGraph(episodes)
      const order = (step: Step) => STAGES.indexOf(step.episode.stage) + Number(step.episode.id === 'e2')
      expect(graph.starts.every(({ episode, entry }) => entry && episode.stage === 'opening')).toBe(true)
      for (const step of graph.steps) {
        for (const next of graph.next(step)) {
          if (next.episode !== step.episode) expect(next.entry && order(next) > order(step)).toBe(true)
          else expect(next.move).not.toBe(step.move)
        }
        if (graph.mayEnd(step)) expect(step.episode.stage).toBe('closing')
      }
    }),
    { numRuns: 60 },
  )
})
