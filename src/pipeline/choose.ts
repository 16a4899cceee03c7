import type { Encoder } from '../models/encoder.ts'
import type { Estimates } from '../models/heads.ts'
import type { ChannelState } from '../schemas/channel.ts'
import type { Turn } from '../schemas/context.ts'
import type { Candidate, Decision, HoldReason, Reading, Silence } from '../schemas/decision.ts'
import { fatigue, tooRecent } from './fatigue.ts'
import { bothOpinions, type OpinionWeights } from './gate/both-opinions.ts'
import type { Gate, GateVerdict } from './gate/gate.ts'
import { makeQuery, type QueryHints } from './query.ts'
import { type MemeFilter, type Retriever, retrieve } from './retrieve.ts'
import type { Random, Sampler } from './samplers.ts'
import { type Calibration, calibrated, caution } from './score.ts'
import {
  budgetSpent,
  type ChannelEvent,
  next,
  type Policy,
  thresholdOf,
  thresholdParts,
  withinGap,
} from './threshold.ts'

/** What a surface asks: is a meme the right reply to the last of these turns, and which? */
export interface ChooseRequest {
  /** The context, oldest first; the last turn is the one that may be answered. */
  readonly turns: readonly Turn[]
  /** How many of the last turns the channel has not seen yet; the gate reads those. At least 1. */
  readonly unseen: number
  readonly state: ChannelState
  readonly policy: Policy
  readonly sampler: Sampler
  readonly filter: MemeFilter
  readonly hints?: QueryHints
  /** Someone asked for silence: the surface knows who opted out and what is muted. */
  readonly silenced?: Silence | undefined
  /** Epoch milliseconds. */
  readonly now: number
  readonly random: Random
  /** Rank candidates even when the gate holds, for those who want to look; a running bot saves the work. */
  readonly alwaysRank?: boolean
  /**
   * A person asked for a meme: threshold, gap and what is left of the budget yield, within {@link REQUEST_OVERDRAFT}; all else holds.
   * The message is not counted again.
   */
  readonly requested?: boolean
}

/** What choosing stands on. */
export interface ChooseTools extends Retriever {
  readonly encoder: Encoder
  readonly calibration: Calibration
  readonly gate: Gate
  /** How the gate's and the heads' opinions on a line are put together. */
  readonly opinions: OpinionWeights
}

/** The decision, and the channel's state after the message was seen (but nothing delivered). */
export interface Choice {
  readonly decision: Decision
  /** The best candidates, best first, whatever the decision. */
  readonly candidates: readonly Candidate[]
  readonly state: ChannelState
}

const SHOWN_CANDIDATES = 5
/** How many sends people may ask for beyond the budget; the messages that follow pay them back, so that the rate holds in the long run. */
export const REQUEST_OVERDRAFT = 5
/** From what was just said to the right meme, or to silence. The one way to a meme: every surface calls this. */
export async function chooseMeme(request: ChooseRequest, tools: ChooseTools): Promise<Choice> {
  const verdict = readGate(request, tools.gate)
  const held = verdict.hold ? { reason: verdict.hold, evidence: verdict.evidence } : undefined
  const seen = { ...request.state, shadow: verdict.shadow }
  const ranked = held && !request.alwaysRank ? { candidates: [] } : await rankCandidates(request, tools, verdict)
  if (held) return hold(request, seen, ranked, held.reason, { kind: 'gated' }, held.evidence)
  return decide(request, seen, ranked, tools)
}

function readGate(request: ChooseRequest, gate: Gate): GateVerdict {
  const silent = (hold: HoldReason, evidence: string): GateVerdict => ({
    hold,
    evidence,
    shadow: request.state.shadow,
    welcome: 1,
    grave: 0,
  })
  if (request.policy.targetRate <= 0) return silent('rate-zero', 'target-rate')
  const verdict = gate.read(request.turns, request.unseen, request.state.shadow, request.now)
  // The shadow of grave words falls on a channel whether or not their speaker wants memes.
  if (request.silenced) return { ...silent(request.silenced, 'surface'), shadow: verdict.shadow }
  // Whoever asks for a meme about a link or a plain 好的 means it.
  return request.requested && verdict.hold === 'not-chat' ? { ...verdict, hold: undefined, welcome: 1 } : verdict
}

/** Candidates, best first, and what the encoder takes the speaker to feel and to want. */
interface Ranked {
  readonly candidates: readonly Candidate[]
  readonly reading?: Reading | undefined
}

async function rankCandidates(request: ChooseRequest, tools: ChooseTools, verdict: GateVerdict): Promise<Ranked> {
  const query = await makeQuery(request.turns, request.hints ?? {}, tools.encoder)
  const { welcome, grave } = bothOpinions(verdict, query.estimates, tools.opinions)
  const candidates = retrieve(query, request.filter, tools).map(({ item, parts }) => ({
    meme: item.meme,
    score: calibrated(parts.raw, welcome, tools.calibration) * caution(grave),
    parts: { ...parts, welcome, grave },
  }))
  return { candidates, reading: query.estimates && readingOf(query.estimates) }
}

function readingOf({ emotions, motivations }: Estimates): Reading | undefined {
  const [emotion, motivation] = [emotions[0], motivations[0]]
  return emotion && motivation && { emotion, motivation }
}

function decide(request: ChooseRequest, seen: ChannelState, ranked: Ranked, tools: ChooseTools): Choice {
  const { policy, now } = request
  const { candidates, reading } = ranked
  const best = candidates[0]
  const event: ChannelEvent = { kind: 'scored', score: best?.score ?? 0 }
  const no = (reason: HoldReason) => hold(request, seen, ranked, reason, event)
  if (!best) return no(tools.library.total === 0 ? 'empty-library' : 'nothing-allowed')
  if (!request.requested && withinGap(seen, policy, now)) return no('minimum-gap')
  const parts = thresholdParts(seen, policy, now)
  const threshold = request.requested ? policy.floor : thresholdOf(parts)
  if (best.score < threshold) return no(best.score >= threshold - parts.refractory ? 'refractory' : 'below-threshold')
  if (budgetSpent(seen, request.requested ? REQUEST_OVERDRAFT : 0)) return no('budget-spent')
  const fresh = freshCandidates(candidates, seen, tools, policy.floor)
  const fitting = fresh.filter(candidate => candidate.score >= Math.max(policy.floor, threshold - FATIGUE_SLACK))
  if (fitting.length === 0) return no('nothing-fresh')
  const recent = seen.delivered.map(delivery => delivery.id)
  const chosen = request.sampler({ fitting, allowed: fresh, recent, library: tools.library, random: request.random })
  const runnersUp = fresh.filter(candidate => candidate !== chosen).slice(0, SHOWN_CANDIDATES)
  const decision: Decision = {
    kind: 'send',
    reason: 'fits',
    meme: chosen.meme,
    memeScore: chosen.score,
    parts: chosen.parts,
    score: best.score,
    threshold,
    thresholdParts: parts,
    runnersUp,
    ...(reading ? { reading } : {}),
  }
  const state = request.requested ? request.state : next(seen, event, policy)
  return { decision, candidates: candidates.slice(0, SHOWN_CANDIDATES), state }
}

/** How far below the threshold the tired second choice of a message that passed may be; the floor still holds. */
const FATIGUE_SLACK = 0.1

/** Candidates with this channel's fatigue and feedback in their scores, best first; those seen just now are left out. */
function freshCandidates(
  candidates: readonly Candidate[],
  state: ChannelState,
  tools: ChooseTools,
  floor: number,
): Candidate[] {
  const barred = tooRecent(state, candidates.length)
  return candidates
    .filter(candidate => !barred.has(candidate.meme.id))
    .map(candidate => {
      const tired = fatigue(candidate.meme.id, state, tools.library, candidates.length)
      const liking = state.affinity[candidate.meme.id] ?? 0
      // Liking moves a meme up among those that fit; it never lifts one over the floor.
      const feedback = liking > 0 && candidate.score - tired < floor ? 0 : liking
      const score = Math.min(1, Math.max(0, candidate.score - tired + feedback))
      return { ...candidate, score, parts: { ...candidate.parts, fatigue: tired, feedback } }
    })
    .sort((a, b) => b.score - a.score)
}

function hold(
  request: ChooseRequest,
  seen: ChannelState,
  { candidates, reading }: Ranked,
  reason: HoldReason,
  event: ChannelEvent,
  evidence?: string,
): Choice {
  const parts = thresholdParts(seen, request.policy, request.now)
  const decision: Decision = {
    kind: 'hold',
    reason,
    ...(evidence === undefined ? {} : { evidence }),
    score: candidates[0]?.score ?? 0,
    threshold: thresholdOf(parts),
    thresholdParts: parts,
    runnersUp: candidates.slice(0, SHOWN_CANDIDATES),
    ...(reading ? { reading } : {}),
  }
  const state = request.requested ? request.state : next(seen, event, request.policy)
  return { decision, candidates: candidates.slice(0, SHOWN_CANDIDATES), state }
}
