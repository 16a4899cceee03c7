import { checkAlike, checkLine, checkStarts, type PlacedLine, type Report } from './check-lines.ts'
import { buildGraph, moveIds } from './graph.ts'
import type { Episode, NewsItem, Persona, Scene } from './schemas.ts'
import { suits } from './suits.ts'

/** Fewest utterances of a scene; 60 and more is good. */
export const LEAST_LINES = 54
/** A talk of any of these many utterances must be possible. */
const LENGTHS = { from: 5, to: 15 }
const LEAST_DEVELOPMENTS = 4
const LEAST_PERSONAS = 6

/** All utterances of some episodes, with their places. */
export function linesOf(name: string, episodes: readonly Episode[]): PlacedLine[] {
  return episodes.flatMap(episode => {
    const ids = moveIds(episode)
    return episode.moves.flatMap((move, position) =>
      move.lines.map((text, line) => ({ where: `${name} ${episode.id}/${ids[position]} line ${line + 1}`, text })),
    )
  })
}

/** Checks a scene beyond its schema. */
export function checkScene(scene: Scene, personas: readonly Persona[], report: Report): void {
  checkEpisodes(scene.id, scene.episodes, scene.facts ?? {}, report)
  if (personas.length < 20) return
  for (const side of ['A', 'B'] as const) {
    const fitting = personas.filter(persona => suits(persona, scene.roles[side])).length
    if (fitting < LEAST_PERSONAS)
      report(
        scene.id,
        `role ${side} suits only ${fitting} of ${personas.length} personas; at least ${LEAST_PERSONAS}, please`,
      )
  }
}

/** Checks a news item that carries its own talk. */
export function checkNews(item: NewsItem, report: Report): void {
  if (item.episodes) checkEpisodes(item.id, item.episodes, item.facts ?? {}, report, 44)
}

function checkEpisodes(
  name: string,
  episodes: readonly Episode[],
  facts: Readonly<Record<string, readonly string[]>>,
  report: Report,
  least = LEAST_LINES,
): void {
  const lines = linesOf(name, episodes)
  if (lines.length < least) report(name, `only ${lines.length} utterances; at least ${least}`)
  checkStages(name, episodes, report)
  for (const episode of episodes) checkMoves(name, episode, report)
  const slots = new Set(['you', ...Object.keys(facts)])
  for (const line of lines) checkLine(line, slots, report)
  checkAlike(lines, report)
  for (const slot of Object.keys(facts))
    if (lines.filter(line => line.text.includes(`{${slot}}`)).length < 2)
      report(name, `{${slot}} is used in fewer than 2 lines`)
  checkLengths(name, episodes, report)
}

function checkStages(name: string, episodes: readonly Episode[], report: Report): void {
  const count = (stage: Episode['stage']) => episodes.filter(episode => episode.stage === stage).length
  if (count('opening') < 1) report(name, 'needs an opening')
  if (count('development') < LEAST_DEVELOPMENTS) report(name, `needs at least ${LEAST_DEVELOPMENTS} developments`)
  if (count('turn') !== 1) report(name, 'needs exactly one turn')
  if (count('closing') < 1) report(name, 'needs a closing')
  if (new Set(episodes.map(episode => episode.id)).size < episodes.length) report(name, 'two episodes share an id')
  const forks = episodes.filter(episode => episode.moves.some(move => move.tempers)).length
  if (forks < 2) report(name, `only ${forks} episodes have a branch with \`tempers\`; at least 2`)
}

/** Checks one episode: every reference stands, nobody answers himself, no dead branch. */
export function checkMoves(name: string, episode: Episode, report: Report): void {
  const ids = moveIds(episode)
  const where = `${name} ${episode.id}`
  if (new Set(ids).size < ids.length) report(where, 'two moves share an id')
  episode.moves.forEach((move, position) => {
    checkStarts(`${where}/${ids[position]}`, move.lines, report)
    if (position === 0 && move.after) report(where, 'the first move answers nothing: remove its `after`')
    for (const id of move.after ?? []) {
      const target = ids.indexOf(id)
      if (target < 0 || target >= position) report(where, `\`after\` names ${id}, which is no earlier move`)
      else if (episode.moves[target]!.by === move.by && episode.moves[target]!.act === 'ask')
        report(where, `${ids[position]} answers a question of the same speaker`)
    }
  })
}

function checkLengths(name: string, episodes: readonly Episode[], report: Report): void {
  const graph = buildGraph(episodes)
  const possible = new Set(graph.starts.flatMap(start => graph.lengths(start)))
  const missing: number[] = []
  for (let length = LENGTHS.from; length <= LENGTHS.to; length += 1) if (!possible.has(length)) missing.push(length)
  if (missing.length > 0)
    report(name, `no talk of ${missing.join(', ')} utterances is possible; add \`end\` marks, moves or developments`)
}
