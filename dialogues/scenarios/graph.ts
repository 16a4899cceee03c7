import type { Episode, Move } from './schemas.ts'

/** A move with its place in the talk. */
export interface Step {
  /** `episode/move`, unique in its scene. */
  readonly id: string
  readonly episode: Episode
  readonly move: Move
  /** The first move of its episode. */
  readonly entry: boolean
}

/** A scene's episodes as a directed graph without cycles: what may follow what, and how long the talk can still be. */
export interface Graph {
  readonly steps: readonly Step[]
  /** Where a talk may start. */
  readonly starts: readonly Step[]
  /** What may come next; empty only where the talk must end. */
  next(step: Step): readonly Step[]
  /** Whether the talk may end after this step. */
  mayEnd(step: Step): boolean
  /** How many steps a talk can have from this one on, itself included, in rising order. */
  lengths(step: Step): readonly number[]
}

const STAGES = ['opening', 'development', 'turn', 'closing'] as const

/** Builds the graph. Episodes keep their order; developments and the turn may be skipped; there is one opening and one closing. */
export function buildGraph(episodes: readonly Episode[]): Graph {
  const ordered = [...episodes].sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage))
  const chapters = ordered.map(stepsOf)
  const following = new Map<Step, Step[]>()
  chapters.forEach((chapter, position) => {
    const later = chapters.slice(position + 1).filter(other => mayFollow(chapter[0]!.episode, other[0]!.episode))
    for (const step of chapter) {
      const inside = chapter.filter(other => answers(other, chapter).includes(step))
      const leaves = inside.length === 0 || step.move.end === true
      following.set(step, leaves ? [...inside, ...later.map(other => other[0]!)] : inside)
    }
  })
  const steps = chapters.flat()
  const next = (step: Step) => following.get(step) ?? []
  const mayEnd = (step: Step) =>
    (step.episode.stage === 'closing' || episodes.every(episode => episode.stage !== 'closing')) &&
    (step.move.end === true || next(step).every(other => other.episode !== step.episode))
  const lengths = new Map<Step, number[]>()
  for (const step of [...steps].reverse()) {
    const found = new Set(mayEnd(step) ? [1] : [])
    for (const other of next(step)) for (const length of lengths.get(other) ?? []) found.add(length + 1)
    lengths.set(
      step,
      [...found].sort((a, b) => a - b),
    )
  }
  const first = ordered[0]?.stage
  return {
    steps,
    starts: chapters.flatMap(chapter => (chapter[0]!.episode.stage === first ? [chapter[0]!] : [])),
    next,
    mayEnd,
    lengths: step => lengths.get(step) ?? [],
  }
}

/** Names of an episode's moves: their own, or the speaker and the position (`a1`, `b2`). */
export function moveIds(episode: Episode): string[] {
  return episode.moves.map((move, position) => move.id ?? `${move.by.toLowerCase()}${position + 1}`)
}

function stepsOf(episode: Episode): Step[] {
  const ids = moveIds(episode)
  return episode.moves.map((move, position) => ({
    id: `${episode.id}/${ids[position]}`,
    episode,
    move,
    entry: position === 0,
  }))
}

/** The steps of a chapter that one of its steps answers. */
function answers(step: Step, chapter: readonly Step[]): readonly Step[] {
  const position = chapter.indexOf(step)
  if (position === 0) return []
  const { after } = step.move
  if (!after) return [chapter[position - 1]!]
  return chapter.slice(0, position).filter(other => after.includes(other.id.slice(other.id.indexOf('/') + 1)))
}

function mayFollow(before: Episode, after: Episode): boolean {
  return before.stage === 'development' || STAGES.indexOf(before.stage) < STAGES.indexOf(after.stage)
}
