import type { Cast } from '../plan.ts'
import { dealt, pick, streamOf } from '../random.ts'
import { episodesOf } from '../scenarios/load.ts'
import type { Episode, Move, Reaction } from '../scenarios/schemas.ts'

/** Talk about any news item: how many episodes of each stage. */
const NEWS_SHAPE = { opening: 1, development: 5, turn: 1, closing: 1 } as const
const LONGEST_SENTENCE = 40
/** A scene of its own carries about this many turns; longer talks get small talk in between. */
const TURNS_OF_A_SCENE = 15
const TURNS_OF_SMALL_TALK = 3

/** What this dialogue's two sides may say: the scene's episodes, or talk about any news, with small talk where it must last longer. */
export function episodesFor(cast: Cast, reactions: readonly Reaction[]): Episode[] {
  const own = cast.episodes.length > 0 ? [...cast.episodes] : newsEpisodes(cast, episodesOf(reactions, 'news-talk'))
  return [...own, ...smallTalk(cast, episodesOf(reactions, 'small-talk'))]
}

function newsEpisodes(cast: Cast, pool: readonly Episode[]): Episode[] {
  const sentences = sentencesOf(cast.news?.summary ?? '')
  return Object.entries(NEWS_SHAPE).flatMap(([stage, count]) => {
    const fitting = pool.filter(episode => episode.stage === stage)
    return Array.from({ length: Math.min(count, fitting.length) }, (_, position) => {
      const episode = dealt(fitting, cast.index * count + position, cast.run, 'news', stage)
      const random = streamOf(cast.seed, 'news', stage, position)
      return fill(episode, { title: cast.news?.title ?? '', detail: pick(sentences, random) })
    })
  })
}

function smallTalk(cast: Cast, pool: readonly Episode[]): Episode[] {
  const count = Math.min(pool.length, Math.max(0, Math.ceil((cast.turns - TURNS_OF_A_SCENE) / TURNS_OF_SMALL_TALK)))
  return Array.from({ length: count }, (_, position) => {
    const episode = dealt(pool, cast.index * count + position, cast.run, 'small-talk')
    return streamOf(cast.seed, 'swap', position)() < 0.5 ? episode : swapped(episode)
  })
}

/** The same exchange with the speakers changed. */
function swapped(episode: Episode): Episode {
  return { ...episode, moves: named(episode).map(move => ({ ...move, by: move.by === 'A' ? 'B' : 'A' })) }
}

// Moves without an id are named by their speaker; the names must not change with the speakers.
function named(episode: Episode): Move[] {
  return episode.moves.map((move, position) => ({ ...move, id: move.id ?? `${move.by.toLowerCase()}${position + 1}` }))
}

function fill(episode: Episode, slots: Readonly<Record<string, string>>): Episode {
  const filled = (line: string) => line.replace(/\{(\w+)\}/g, (whole, name: string) => slots[name] || whole)
  return { ...episode, moves: episode.moves.map(move => ({ ...move, lines: move.lines.map(filled) })) }
}

/** Sentences of a summary that are short enough to be quoted. */
function sentencesOf(summary: string): string[] {
  const sentences = summary
    .split(/[。！？!?；;\n]+/)
    .map(sentence => sentence.trim())
    .filter(sentence => sentence.length >= 4)
    .map(sentence => (sentence.length > LONGEST_SENTENCE ? `${sentence.slice(0, LONGEST_SENTENCE)}……` : sentence))
  return sentences.length > 0 ? sentences : ['就标题那一句']
}
