import { seedFrom } from '../../src/random.ts'
import type { Cast } from '../plan.ts'
import { pick, streamOf } from '../random.ts'
import type { Persona, Reaction } from '../scenarios/schemas.ts'

/** A line that belongs to no scene. */
export interface Line {
  readonly text: string
  readonly emotion: string
  readonly motivation: string
  /** What it is for: basic emotions of memes, or a register. */
  readonly topics: readonly string[]
  readonly tempers: readonly Persona['temper'][] | undefined
}

/** Hands: each dialogue holds one of these many, so no line comes up in more than one dialogue of as many. */
const HANDS = 30

/**
 * Deals lines that many dialogues could use. Each line is in one hand, and the lines for each topic are spread over all hands;
 * dialogues take the hands in turn. Which line a dialogue says does not depend on what others said, so that a run gives the same
 * set in whatever order its dialogues are made.
 */
export class Deck {
  private readonly hands: Line[][] = Array.from({ length: HANDS }, () => [])

  constructor(lines: readonly Line[]) {
    const counts = new Map<string, number[]>()
    const countsOf = (topic: string) => {
      const found = counts.get(topic) ?? new Array<number>(HANDS).fill(0)
      counts.set(topic, found)
      return found
    }
    for (const line of lines) {
      const load = (hand: number) =>
        line.topics.reduce((sum, topic) => sum + countsOf(topic)[hand]!, 0) * lines.length + this.hands[hand]!.length
      const lightest = this.hands.reduce((best, _, hand) => (load(hand) < load(best) ? hand : best), 0)
      this.hands[lightest]!.push(line)
      for (const topic of line.topics) countsOf(topic)[lightest]! += 1
    }
  }

  /**
   * A line of this dialogue's hand: one that is wished for, the first wish before the second; a hand that has none of them gives way
   * to the next.
   * @param count what this dialogue drew before
   */
  draw(cast: Cast, count: number, wishes: ReadonlyArray<(line: Line) => boolean>): Line | undefined {
    const own = cast.index + (seedFrom(cast.run) % HANDS)
    for (let step = 0; step < HANDS; step += 1)
      for (const wish of wishes) {
        const lines = this.hands[(own + step) % HANDS]!.filter(wish)
        if (lines.length > 0) return pick(lines, streamOf(cast.seed, 'deck', count))
      }
    return undefined
  }
}

/** The decks of reactions to memes, of greetings and of farewells. */
export interface Decks {
  readonly reactions: Deck
  readonly greetings: Deck
  readonly farewells: Deck
}

/** Makes the decks of what ships. */
export function makeDecks(reactions: readonly Reaction[]): Decks {
  return {
    reactions: new Deck(
      reactions.flatMap(entry => (entry.kind === 'meme-reaction' ? linesOf(entry, entry.emotions, entry.tempers) : [])),
    ),
    greetings: new Deck(
      reactions.flatMap(entry => (entry.kind === 'greeting' ? linesOf(entry, [entry.register], undefined) : [])),
    ),
    farewells: new Deck(
      reactions.flatMap(entry => (entry.kind === 'farewell' ? linesOf(entry, [entry.register], undefined) : [])),
    ),
  }
}

function linesOf(
  { lines, emotion, motivation }: { lines: readonly string[]; emotion: string; motivation: string },
  topics: readonly string[],
  tempers: Line['tempers'],
): Line[] {
  return lines.map(text => ({ text, emotion, motivation, topics, tempers }))
}
