import type { Brain } from '../../../src/brain.ts'
import { CONTEXT_TURNS } from '../../../src/conversations/memory.ts'
import { neighboursOf } from '../../../src/conversations/neighbours.ts'
import { memoryText } from '../../../src/conversations.ts'
import { type ChannelEvent, next } from '../../../src/pipeline/threshold.ts'
import { seededRandom } from '../../../src/random.ts'
import { type ChannelState, freshChannel } from '../../../src/schemas/channel.ts'
import type { Turn } from '../../../src/schemas/context.ts'
import type { StoredMeme } from '../../../src/schemas/meme.ts'
import { presentMeme } from '../chat/present.ts'
import type { DecisionSettings } from '../settings/protocol.ts'
import { termsOf } from '../settings/settings.ts'
import type { ConversationEvent, ReplayedDecision } from './protocol.ts'

type Thought = Extract<ConversationEvent, { kind: 'thought' }>
type Reacted = Extract<ConversationEvent, { kind: 'reaction' }>

/** What a conversation that is run again has come to. */
interface Replay {
  readonly state: ChannelState
  readonly turns: readonly Turn[]
  readonly decisions: readonly ReplayedDecision[]
  /** The meme that is on display for each decision. */
  readonly shown: ReadonlyMap<string, string>
}

/**
 * Runs a conversation again from its beginning: the same lines at the same times with the same randomness, decided on under other settings.
 * With the settings that held it comes out as it did. A meme that was decided on counts as delivered, unless this very decision was a send and
 * never arrived; reactions apply where the same meme is shown again. Nothing outside is changed: the state starts fresh and is forgotten.
 * @param signal aborts between two thoughts, when nobody waits for the outcome any more
 */
export async function replay(
  brain: Brain,
  events: readonly ConversationEvent[],
  settings: DecisionSettings,
  signal?: AbortSignal,
): Promise<ReplayedDecision[]> {
  const terms = termsOf(settings, brain)
  const arrivals = new Map(events.flatMap(event => (event.kind === 'delivered' ? [[event.decision, event]] : [])))
  const reduce = (so: Replay, event: ChannelEvent) => next(so.state, event, terms.policy)

  async function decide(so: Replay, thought: Thought): Promise<Replay> {
    const { decision, text, spokenAt, at, draw } = thought
    const turns = [...so.turns, { speaker: 'A', text, at: spokenAt }]
    const request = { turns, unseen: 1, state: so.state, now: at, random: seededRandom(draw), ...terms }
    const choice = await brain.choose(request)
    const after = {
      ...so,
      state: choice.state,
      turns: turns.slice(-CONTEXT_TURNS),
      decisions: [...so.decisions, presentReplayed(decision, choice.decision)],
    }
    return choice.decision.kind === 'send' ? deliver(after, thought, choice.decision.meme) : after
  }

  function deliver(so: Replay, { decision, at, sent }: Thought, meme: StoredMeme): Replay {
    const arrival = arrivals.get(decision)
    if (sent && !arrival) return so
    const arrivedAt = arrival?.at ?? at
    return {
      ...so,
      state: reduce(so, { kind: 'delivered', meme: meme.id, at: arrivedAt }),
      turns: remember(so.turns, memoryText(meme), arrivedAt),
      shown: new Map([...so.shown, [decision, meme.id]]),
    }
  }

  function react(so: Replay, { decision, reaction, meme, instead, at }: Reacted): Replay {
    if (so.shown.get(decision) !== meme) return so
    const memes = neighboursOf(meme, brain.library(), brain.filter)
    const reacted = { ...so, state: reduce(so, { kind: 'reaction', reaction, memes }) }
    const replacement = instead === undefined ? undefined : brain.meme(instead)?.meme
    if (!replacement) return reacted
    return {
      ...reacted,
      state: reduce(reacted, { kind: 'replaced', meme: replacement.id, at }),
      turns: remember(so.turns, memoryText(replacement), at),
      shown: new Map([...so.shown, [decision, replacement.id]]),
    }
  }

  let so: Replay = { state: freshChannel(), turns: [], decisions: [], shown: new Map() }
  for (const event of events) {
    signal?.throwIfAborted()
    if (event.kind === 'thought') so = await decide(so, event)
    else if (event.kind === 'words') so = { ...so, turns: remember(so.turns, event.text, event.at) }
    else if (event.kind === 'reaction') so = react(so, event)
  }
  return [...so.decisions]
}

function remember(turns: readonly Turn[], text: string, at: number): Turn[] {
  return [...turns, { speaker: 'doutu', text, at, own: true }].slice(-CONTEXT_TURNS)
}

function presentReplayed(id: string, decision: Awaited<ReturnType<Brain['choose']>>['decision']): ReplayedDecision {
  return {
    decision: id,
    kind: decision.kind,
    reason: decision.reason,
    ...(decision.kind === 'hold' && decision.evidence ? { evidence: decision.evidence } : {}),
    score: decision.score,
    threshold: decision.threshold,
    meme: decision.kind === 'send' ? presentMeme(decision.meme) : null,
  }
}
