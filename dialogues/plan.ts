import { DoutuError } from '../src/errors.ts'
import { dealt, pick, pickWeighted, streamOf } from './random.ts'
import type { Kind, PersonaRecord, SceneRecord, Speaker, Strategy } from './record.ts'
import type { ScenarioBook } from './scenarios/load.ts'
import type { Episode, NewsItem, Persona, Role, Scene } from './scenarios/schemas.ts'
import { suits } from './scenarios/suits.ts'

/** Who starts a talk: whoever speaks first in one of its openings. */
function firstSpeaker(episodes: readonly Episode[], random: () => number): Speaker {
  const openings = episodes.filter(episode => episode.stage === 'opening')
  return openings.length > 0 ? pick(openings, random).moves[0]!.by : pick(['A', 'B'] as const, random)
}

/** What a run asks for; with the scenarios it fixes every dialogue. */
export interface PlanSettings {
  readonly seed: string
  readonly kinds: readonly Kind[]
  /** Lengths in turns; dialogues take them in turn. */
  readonly lengths: readonly number[]
  readonly strategies: readonly Strategy[]
}

/** Everything about one dialogue before a word is said. */
export interface Cast {
  readonly index: number
  readonly id: string
  /** The run's seed, and this dialogue's own. */
  readonly run: string
  readonly seed: string
  readonly kind: Kind
  readonly scene: SceneRecord
  readonly news: { readonly title: string; readonly summary: string } | undefined
  readonly personas: readonly [PersonaRecord, PersonaRecord]
  readonly people: readonly [Persona, Persona]
  /** How each side calls the other. */
  readonly calls: readonly [string, string]
  /** Who starts. */
  readonly first: Speaker
  readonly turns: number
  readonly strategy: Strategy
  /** How often this scene was used before in this run: other lines come up each time. */
  readonly use: number
  /** What the offline provider speaks of; empty for talk that only a language model can hold. */
  readonly episodes: readonly Episode[]
  readonly facts: Readonly<Record<string, string>>
}

type Topic = { readonly kind: 'role'; readonly scene: Scene } | { readonly kind: 'news'; readonly item: NewsItem }

/** The plan of a run: what the n-th dialogue is. Pure: the same settings and scenarios give the same plan. */
export interface Plan {
  /** @param index from 0 @param attempt 0, or how often this dialogue was rejected before */
  cast(index: number, attempt: number): Cast
}

/** @throws DoutuError `bad-input` when there is nothing to talk about, or nobody to play a role */
export function makePlan(book: ScenarioBook, settings: PlanSettings): Plan {
  const topics: Topic[] = [
    ...(settings.kinds.includes('role') ? book.scenes.map(scene => ({ kind: 'role' as const, scene })) : []),
    ...(settings.kinds.includes('news') ? book.news.map(item => ({ kind: 'news' as const, item })) : []),
  ]
  if (topics.length === 0)
    throw new DoutuError(
      'bad-input',
      'There is nothing to talk about.',
      'Give scenes, or news items, or another --kind.',
    )
  for (const topic of topics) if (topic.kind === 'role') requirePlayers(topic.scene, book.personas)
  return {
    cast(index, attempt) {
      // A dialogue that was rejected is tried again on another scene.
      const turn = index + attempt * 7919
      const topic = dealt(topics, turn, settings.seed, 'topics')
      const seed = attempt === 0 ? `${settings.seed}/${index}` : `${settings.seed}/${index}/${attempt}`
      const common = {
        index,
        id: `${topic.kind}-${String(index).padStart(6, '0')}`,
        run: settings.seed,
        seed,
        strategy: settings.strategies[index % settings.strategies.length]!,
        turns: settings.lengths[Math.floor(index / settings.strategies.length) % settings.lengths.length]!,
        // Most moves have three lines: a second try takes the third, which the first two uses of its scene leave.
        use: attempt === 0 ? Math.floor(index / topics.length) : 3 * attempt - 1,
      }
      return {
        ...common,
        ...(topic.kind === 'role' ? sceneCast(topic.scene, book, seed) : newsCast(topic.item, book, seed)),
      }
    },
  }
}

function requirePlayers(scene: Scene, personas: readonly Persona[]): void {
  const pairs = personas.some(a => suits(a, scene.roles.A) && personas.some(b => b !== a && fits(scene, a, b)))
  if (!pairs)
    throw new DoutuError(
      'bad-input',
      `No two personas can play the scene ${scene.id}.`,
      'Add personas, or widen the ages, lives or gender of its roles.',
    )
}

function fits(scene: Scene, a: Persona, b: Persona): boolean {
  const [least, most] = scene.ageGap ?? [-100, 100]
  return suits(b, scene.roles.B) && a.age - b.age >= least && a.age - b.age <= most
}

type TopicCast = Omit<Cast, 'index' | 'id' | 'run' | 'seed' | 'strategy' | 'turns' | 'use'>

function sceneCast(scene: Scene, book: ScenarioBook, seed: string): TopicCast {
  const random = streamOf(seed, 'cast')
  const players = book.personas.filter(
    a => suits(a, scene.roles.A) && book.personas.some(b => b !== a && fits(scene, a, b)),
  )
  const first = pick(players, random)
  const others = book.personas.filter(
    other => other !== first && other.name !== first.name && fits(scene, first, other),
  )
  const second = pick(others.length > 0 ? others : book.personas.filter(other => other !== first), random)
  const { id, title, category, setting } = scene
  return {
    kind: 'role',
    scene: { id, title, category, setting },
    news: undefined,
    people: [first, second],
    personas: [record(first, scene.roles.A, scene.relation), record(second, scene.roles.B, scene.relation)],
    calls: [call(scene.roles.A, second, random), call(scene.roles.B, first, random)],
    first: firstSpeaker(scene.episodes, random),
    episodes: scene.episodes,
    facts: drawFacts(scene.facts, random),
  }
}

/** Who shares news with whom, and why. */
const NEWS_PAIRS: ReadonlyArray<{ relation: string; goals: readonly [string, string]; gap: number }> = [
  { relation: '老同学，毕业后常在手机上聊', goals: ['想看看老同学怎么看这件事', '顺着聊两句，讲讲自己的经历'], gap: 6 },
  { relation: '同事，午休常一起吃饭', goals: ['找个人一起感叹一下', '弄清楚到底怎么回事，再发表意见'], gap: 15 },
  { relation: '多年的朋友', goals: ['把好玩的事第一个告诉朋友', '逗一逗对方，也说真心话'], gap: 12 },
  { relation: '邻居，常在楼下碰见', goals: ['聊聊这事跟咱们有什么关系', '说说自己听来的另一面'], gap: 25 },
  { relation: '在兴趣小组认识的网友', goals: ['想知道对方站哪边', '把话题聊得更有意思'], gap: 20 },
  { relation: '表亲，小时候一起长大', goals: ['借这件事找对方说说话', '听对方讲完，再给点建议'], gap: 10 },
]

function newsCast(item: NewsItem, book: ScenarioBook, seed: string): TopicCast {
  const random = streamOf(seed, 'cast')
  const pair = pick(NEWS_PAIRS, random)
  const first = pick(book.personas, random)
  const others = book.personas.filter(other => other !== first && other.name !== first.name)
  const near = others.filter(other => Math.abs(other.age - first.age) <= pair.gap)
  const second = pickWeighted(near.length > 0 ? near : others, () => 1, random)
  const role = (who: string, goal: string): Role => ({ who, goal, calls: ['{nick}'] })
  return {
    kind: 'news',
    scene: {
      id: item.id,
      title: item.title,
      category: item.category ?? 'news',
      setting: `${item.title}。${item.summary}`.slice(0, 400),
      ...(item.link ? { link: item.link } : {}),
    },
    news: { title: item.title, summary: item.summary },
    people: [first, second],
    personas: [
      record(first, role('刚看到这条新闻，发给了对方', pair.goals[0]), pair.relation),
      record(second, role('刚收到这条新闻', pair.goals[1]), pair.relation),
    ],
    calls: [second.nickname, first.nickname],
    first: 'A',
    episodes: item.episodes ?? [],
    facts: drawFacts(item.facts, random),
  }
}

function record(person: Persona, role: Role, relation: string): PersonaRecord {
  const { id, name, nickname, gender, age, work, temper, character, speech } = person
  return { id, name, nickname, gender, age, work, temper, character, speech, role: role.who, relation, goal: role.goal }
}

/** `{nick}` is the other's nickname, `{family}` the family name. */
function call(role: Role, other: Persona, random: () => number): string {
  return pick(role.calls, random).replaceAll('{nick}', other.nickname).replaceAll('{family}', other.name.slice(0, 1))
}

function drawFacts(facts: Scene['facts'], random: () => number): Record<string, string> {
  return Object.fromEntries(Object.entries(facts ?? {}).map(([name, values]) => [name, pick(values, random)]))
}
