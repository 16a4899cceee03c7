import { contentWords } from '../../src/text/segment.ts'
import type { Cast } from '../plan.ts'
import {
  RejectedReply,
  type Remembered,
  type Reply,
  type SeenMeme,
  type View,
  type Voice,
} from '../providers/provider.ts'
import { streamOf } from '../random.ts'
import type { Speaker } from '../record.ts'
import { buildGraph, type Graph, type Step } from '../scenarios/graph.ts'
import type { Persona, Reaction } from '../scenarios/schemas.ts'
import { chooseSpeaker, chooseStep, fewest, type Situation } from './choose-step.ts'
import type { Decks } from './deck.ts'
import { episodesFor } from './episodes.ts'
import { type AsideContext, aside, reactTo, turnOfLines } from './react.ts'
import { inTheirHand, inTwo } from './style.ts'

const GREETING_SHARE = 0.25
const GREETING_TURNS = 11
/** One side says at most this many things in a row. */
const LONGEST_RUN = 2
/** Share of shared words from which a line that takes up what was last said goes before the one whose turn it is. */
const TAKES_UP = 0.34
/** Acts that a picture can stand for. */
const WITHOUT_WORDS = new Set(['exclaim', 'complain', 'joke', 'tease', 'agree', 'thank', 'boast', 'comfort', 'praise'])

/** One side of a dialogue without a language model: it knows its scene, its goal and its people, and what it has heard. */
export class OfflineVoice implements Voice {
  private readonly graph: Graph
  private readonly persona: Persona
  private readonly call: string
  /** What is still to be said: the second half of a thought, or words that gave way to a meme. */
  private waiting: Reply | undefined
  private last: Reply | undefined
  private sinceCall = 99

  constructor(
    private readonly cast: Cast,
    private readonly self: Speaker,
    reactions: readonly Reaction[],
    private readonly decks: Decks,
  ) {
    this.graph = buildGraph(episodesFor(cast, reactions))
    const side = self === 'A' ? 0 : 1
    this.persona = cast.people[side]
    this.call = cast.calls[side]
  }

  async reply(view: View): Promise<Reply> {
    const reply = this.answer(view)
    this.last = reply
    this.sinceCall = reply.text.includes(this.call) ? 0 : this.sinceCall + 1
    return reply
  }

  held(): void {
    this.waiting = this.last
  }

  private answer(view: View): Reply {
    const random = streamOf(this.cast.seed, this.self, view.memory.length)
    const seen = lastMeme(view)
    const reaction = seen && this.react(seen, view, random)
    if (reaction && (reaction.more || this.needed(view) === 0)) return reaction
    const reply = this.resume(view) ?? this.greet(view, random) ?? this.proceed(view, random)
    // No turn is left for the reaction alone, so it goes before the words.
    return reaction ? { ...reply, text: `${reaction.text} ${reply.text}` } : reply
  }

  private asideContext(view: View): AsideContext {
    return { cast: this.cast, persona: this.persona, heard: wordsOf(view), count: asidesOf(view) }
  }

  /** Turns that this side needs to say what it still has to. */
  private needed(view: View): number {
    return this.waiting ? 1 : fewest(this.mine(view), this.graph)
  }

  /** The other has just sent a meme: say something to it, and go on if it is this side's turn to. */
  private react(seen: SeenMeme, view: View, random: () => number): Reply | undefined {
    const said = reactTo(seen, this.asideContext(view), this.decks.reactions)
    if (!said) return undefined
    const needed = this.needed(view)
    return {
      text: inTheirHand(
        said.text,
        this.persona,
        { act: 'joke', emotion: said.emotion, call: this.call, calledLately: true },
        random,
      ),
      facets: {
        scenario: `对方发来一张表情，上面写着「${seen.caption}」`,
        emotion: said.emotion,
        motivation: said.motivation,
      },
      meme: 'after',
      more: needed > 0 && view.left > needed,
      cue: 'reaction',
    }
  }

  private resume(view: View): Reply | undefined {
    const waiting = this.waiting
    this.waiting = undefined
    return waiting && { ...waiting, meme: 'after', more: waiting.more && view.left > 1 }
  }

  private greet(view: View, random: () => number): Reply | undefined {
    if (view.memory.length > 0 || view.total < GREETING_TURNS || random() >= GREETING_SHARE) return undefined
    const said = aside(this.asideContext(view), this.decks.greetings)
    return said && this.sayAside(said, 'greeting', '想起对方，打个招呼', true, random)
  }

  private proceed(view: View, random: () => number): Reply {
    const steps = this.mine(view)
    if (steps.length === 0) return this.leave(view, random)
    const situation: Situation = {
      cast: this.cast,
      persona: this.persona,
      goal: view.persona.goal,
      left: view.left,
      otherFeels: this.pointer(view.memory)?.move.emotion ?? '',
      random,
    }
    const step = chooseStep(steps, this.graph, situation)
    const text = this.word(step, view, random)
    const after = this.graph.next(step)
    const shortest = fewest(after, this.graph)
    const run = runLength(view.memory, this.self)
    const parts = run === 0 ? this.broken(text, view.left - 1 - shortest, random) : undefined
    const left = view.left - (parts ? 2 : 1)
    const reply: Reply = {
      text,
      facets: { scenario: step.episode.scenario, emotion: step.move.emotion, motivation: step.move.motivation },
      meme: this.standsAlone(step, view.left - 2 - (this.graph.lengths(step)[0] ?? 1), random) ? 'alone' : 'after',
      more: this.goesOn(after, run + (parts ? 2 : 1), { ...situation, left, otherFeels: '' }),
      cue: step.id,
    }
    if (!parts) return reply
    this.waiting = { ...reply, text: parts[1] }
    return { ...reply, text: parts[0], meme: 'after', more: true, cue: undefined }
  }

  /** Nothing more to say of the matter: a farewell. */
  private leave(view: View, random: () => number): Reply {
    const said = aside(this.asideContext(view), this.decks.farewells)
    if (!said) throw new RejectedReply('empty', `${view.persona.name} has nothing to say.`)
    return this.sayAside(said, 'farewell', '聊得差不多了，互相道别', false, random)
  }

  private sayAside(
    said: { text: string; emotion: string; motivation: string },
    cue: string,
    scenario: string,
    more: boolean,
    random: () => number,
  ): Reply {
    const text = said.text.replaceAll('{you}', this.call)
    const manner = {
      act: cue === 'greeting' ? 'greet' : 'bye',
      emotion: said.emotion,
      call: this.call,
      calledLately: true,
    } as const
    return {
      text: inTheirHand(text, this.persona, manner, random),
      facets: { scenario, emotion: said.emotion, motivation: said.motivation },
      meme: 'after',
      more,
      cue,
    }
  }

  /** Steps that this side may take now. */
  private mine(view: View): Step[] {
    const pointer = this.pointer(view.memory)
    const steps = pointer ? this.graph.next(pointer) : this.graph.starts
    return steps.filter(step => step.move.by === this.self)
  }

  /** The step that was last taken, by whichever side. */
  private pointer(memory: readonly Remembered[]): Step | undefined {
    const known = memory.findLast(({ cue }) => cue !== undefined && this.graph.steps.some(step => step.id === cue))
    return known && this.graph.steps.find(step => step.id === known.cue)
  }

  /** @param run things that this side has said in a row by then */
  private goesOn(after: readonly Step[], run: number, situation: Situation): boolean {
    if (after.length === 0 || situation.left <= 0) return false
    const others = after.filter(step => step.move.by !== this.self)
    if (others.length === 0) return true
    return chooseSpeaker(run >= LONGEST_RUN ? others : after, this.graph, situation) === this.self
  }

  /** The step's line whose turn it is, unless another one takes up what was last said; in this person's hand. */
  private word(step: Step, view: View, random: () => number): string {
    const lines = turnOfLines(step.move.lines, this.cast, step.id)
    const heard = new Set(contentWords(view.memory.at(-1)?.text ?? ''))
    const takesUp = (line: string) => {
      const words = contentWords(line)
      return words.filter(word => heard.has(word)).length / Math.max(1, words.length) >= TAKES_UP
    }
    const line = lines.find(takesUp) ?? lines[0]!
    const filled = line.replace(/\{(\w+)\}/g, (whole, name: string) =>
      name === 'you' ? this.call : (this.cast.facts[name] ?? whole),
    )
    const manner = { act: step.move.act, emotion: step.move.emotion, call: this.call, calledLately: this.sinceCall < 5 }
    return inTheirHand(filled, this.persona, manner, random)
  }

  /** One thought in two messages, for those who write so, where turns are left. */
  private broken(text: string, spare: number, random: () => number): readonly [string, string] | undefined {
    const share = this.persona.style.burst * (spare > 3 ? 1 : 0.5)
    return spare >= 1 && random() < share ? inTwo(text) : undefined
  }

  private standsAlone(step: Step, spare: number, random: () => number): boolean {
    return spare >= 0 && WITHOUT_WORDS.has(step.move.act) && random() < 0.25 + 0.5 * this.persona.style.memes
  }
}

/** The meme that the other side sent since this one last spoke. */
function lastMeme(view: View) {
  const heard = view.memory.slice(view.memory.findLastIndex(({ speaker }) => speaker === view.self) + 1)
  return heard.findLast(({ meme }) => meme !== null)?.meme
}

/** Reactions, greetings and farewells so far, of both sides. */
function asidesOf({ memory }: View): number {
  return memory.filter(({ cue }) => cue === 'reaction' || cue === 'greeting' || cue === 'farewell').length
}

/** All words of the talk so far. */
function wordsOf({ memory }: View): string {
  return memory.map(({ text }) => text).join('\n')
}

/** How many of the last turns in a row were this speaker's. */
function runLength(memory: readonly Remembered[], self: Speaker): number {
  return memory.length - 1 - memory.findLastIndex(({ speaker }) => speaker !== self)
}
