import { contentWords } from '../../src/text/segment.ts'
import type { Cast } from '../plan.ts'
import { pickWeighted, shuffled, streamOf } from '../random.ts'
import type { Speaker } from '../record.ts'
import type { Graph, Step } from '../scenarios/graph.ts'
import type { Persona } from '../scenarios/schemas.ts'

/** Share of the turns to come that memes, reactions to them and broken lines take: so many fewer utterances are planned. */
const EXTRA_SHARE = 0.24
/** Turns at the end that are planned one by one. */
const ENDGAME = 3
/** How fast the liking for a branch falls with its distance, in turns, from the length that is wanted. */
const LENGTH_DECAY = 0.8
const [OWN_TEMPER, OTHER_TEMPER] = [3, 0.6]
const GRIM = /^(无奈|疲惫|委屈|难过|担心|生气|尴尬|心虚)/

/** What weighs on the choice of the next step. */
export interface Situation {
  readonly cast: Cast
  readonly persona: Persona
  readonly goal: string
  /** Turns left, the next one included. */
  readonly left: number
  /** What the other felt when last heard: `疲惫、认命`. */
  readonly otherFeels: string
  readonly random: () => number
}

/** Fewest utterances that end the talk from these steps on; 0 where there are none. */
export function fewest(steps: readonly Step[], graph: Graph): number {
  return steps.length === 0 ? 0 : Math.min(...steps.map(step => graph.lengths(step)[0] ?? Number.POSITIVE_INFINITY))
}

/** Draws the next step by length, temper, goal and the other's mood; each use of a scene leans to another branch. */
export function chooseStep(steps: readonly Step[], graph: Graph, situation: Situation): Step {
  const favoured = favourite(steps, situation)
  return pickWeighted(steps, step => weigh(step, graph, situation) * (step === favoured ? 2 : 1), situation.random)
}

/** Who should speak next, where steps of both sides are possible. */
export function chooseSpeaker(steps: readonly Step[], graph: Graph, situation: Situation): Speaker {
  return chooseStep(steps, graph, situation).move.by
}

function weigh(step: Step, graph: Graph, situation: Situation): number {
  return (
    lengthWeight(graph.lengths(step), situation.left) *
    temperWeight(step, situation) *
    moodWeight(step, situation) *
    goalWeight(step, situation)
  )
}

/** 1 for a branch that can be as long as wanted, next to nothing for one that cannot end in time. */
export function lengthWeight(lengths: readonly number[], left: number): number {
  const wanted = left - Math.round(EXTRA_SHARE * Math.max(0, left - ENDGAME))
  const possible = lengths.filter(length => length <= left)
  if (possible.length === 0) return 1e-9 * Math.exp(-(lengths[0] ?? 100))
  return Math.max(...possible.map(length => Math.exp(-LENGTH_DECAY * Math.abs(length - wanted))))
}

function temperWeight({ move }: Step, { persona }: Situation): number {
  if (!move.tempers) return 1
  return move.tempers.includes(persona.temper) ? OWN_TEMPER : OTHER_TEMPER
}

function moodWeight({ move }: Step, { otherFeels }: Situation): number {
  const grim = GRIM.test(otherFeels)
  if (grim && (move.act === 'comfort' || move.act === 'encourage')) return 1.5
  if (!grim && (move.act === 'tease' || move.act === 'joke' || move.act === 'praise')) return 1.3
  return 1
}

/** Up to 3 where the step is about what this side wants of the talk. */
function goalWeight({ move, episode }: Step, { goal }: Situation): number {
  const wanted = contentWords(goal)
  const offered = new Set(contentWords(`${move.motivation} ${episode.scenario}`))
  return 1 + (2 * wanted.filter(word => offered.has(word)).length) / Math.max(1, wanted.length)
}

function favourite(steps: readonly Step[], { cast }: Situation): Step | undefined {
  const order = shuffled(steps, streamOf(cast.run, cast.scene.id, steps[0]?.id ?? ''))
  return order[cast.use % order.length]
}
