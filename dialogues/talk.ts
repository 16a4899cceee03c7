import type { Turn } from '../src/schemas/context.ts'
import type { StoredMeme } from '../src/schemas/meme.ts'
import { type Agent, openAgent } from './agents/agent.ts'
import { PROMPT_VERSION } from './agents/prompts.ts'
import type { MemeDesk } from './memes/desk.ts'
import type { Cast } from './plan.ts'
import type { Provider, Remembered, Reply } from './providers/provider.ts'
import type { Dialogue, Speaker, TurnRecord } from './record.ts'

/** One side says at most this many things in a row, whatever it wishes. */
const LONGEST_RUN = 4

/** What a dialogue is made with. */
export interface TalkParts {
  readonly provider: Provider
  readonly desk: MemeDesk
  readonly libraryHash: string
  readonly signal: AbortSignal
}

/** Two agents talk until the turns are used up; after each of their turns the brain decides on a meme. */
export async function talk(cast: Cast, parts: TalkParts): Promise<Dialogue> {
  const agents = { A: openAgent(cast, 'A', parts.provider), B: openAgent(cast, 'B', parts.provider) }
  const talkSoFar = new Talk(agents, parts.desk)
  let speaker: Speaker = cast.first
  while (talkSoFar.turns.length < cast.turns) {
    parts.signal.throwIfAborted()
    const reply = await agents[speaker].speak(cast.turns - talkSoFar.turns.length, parts.signal)
    const goesOn = await talkSoFar.take(speaker, reply, cast.turns)
    if (!goesOn || talkSoFar.runLength >= LONGEST_RUN) speaker = speaker === 'A' ? 'B' : 'A'
  }
  const { id, kind, scene, personas, seed, strategy } = cast
  const { provider, libraryHash } = parts
  return {
    id,
    kind,
    scene,
    personas: [...personas],
    turns: talkSoFar.turns,
    provider: provider.name,
    model: provider.model,
    seed,
    strategy,
    promptVersion: PROMPT_VERSION,
    libraryHash,
  }
}

/** The talk as it grows: its turns, and the context that the brain sees. */
class Talk {
  readonly turns: TurnRecord[] = []
  private readonly context: Turn[] = []

  constructor(
    private readonly agents: Readonly<Record<Speaker, Agent>>,
    private readonly desk: MemeDesk,
  ) {}

  /** How many of the last turns in a row were one side's. */
  get runLength(): number {
    const last = this.turns.at(-1)?.speaker
    return this.turns.length - 1 - this.turns.findLastIndex(turn => turn.speaker !== last)
  }

  /** Adds what was said, or the meme that goes in its place. @returns whether the speaker goes on */
  async take(speaker: Speaker, reply: Reply, total: number): Promise<boolean> {
    const alone = reply.meme === 'alone' && this.context.length > 0 && total - this.turns.length >= 2
    const words: Turn = { speaker, text: reply.text }
    const { decision, meme } = await this.desk.decide(
      alone ? this.context : [...this.context, words],
      speaker,
      reply.facets,
    )
    const instead = alone && meme !== undefined
    this.turns.push({
      speaker,
      text: instead ? '' : reply.text,
      facets: reply.facets,
      meme: meme ? memeInTurn(meme) : null,
      decision,
    })
    if (instead) this.agents[speaker].waits()
    else this.context.push(words)
    if (meme) this.send(speaker, meme)
    this.tell({
      speaker,
      text: instead ? '' : reply.text,
      meme: meme
        ? { id: meme.id, caption: meme.caption, shows: meme.annotation.scenario, emotion: meme.annotation.emotion }
        : null,
      cue: instead ? undefined : reply.cue,
    })
    return !instead && reply.more
  }

  private send(speaker: Speaker, meme: StoredMeme): void {
    this.context.push({ speaker, text: `[表情：${meme.caption}]`, own: true })
    this.desk.delivered(meme, this.context.length)
  }

  private tell(event: Remembered): void {
    this.agents.A.hears(event)
    this.agents.B.hears(event)
  }
}

function memeInTurn({ id, file, caption }: StoredMeme) {
  return { id, file, caption }
}
