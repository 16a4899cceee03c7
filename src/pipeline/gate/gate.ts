import type { Shadow } from '../../schemas/channel.ts'
import type { Turn } from '../../schemas/context.ts'
import type { HoldReason } from '../../schemas/decision.ts'
import { cleanText, normalizeText } from '../../text/normalize.ts'
import type { ClassProbabilities, GateClassifier } from './classifier.ts'
import { lightTone } from './hyperbole.ts'
import { findNotChat } from './not-chat.ts'
import { findQuarrel } from './quarrel.ts'
import { findSerious, reportsCasualties } from './serious.ts'

/** What the gate says of the last turn: hold (why, and what showed it) or pass, and the shadow that hangs over the channel now. */
export interface GateVerdict {
  readonly hold: HoldReason | undefined
  readonly evidence: string
  readonly shadow: Shadow | null
  /** Probability, in [0, 1], that a meme is welcome in such talk at all; 1 where nothing was classified. */
  readonly welcome: number
  /** Probability, in [0, 1], that the talk is grave and the rules missed it: what is left of a score is multiplied by its complement. */
  readonly grave: number
}

/** Decides, before any model is asked, whether the last turn is one that must not get a meme. */
export interface Gate {
  /**
   * @param turns the context, oldest first; the bot's own turns are passed over
   * @param unseen how many of the last turns are new to the channel
   * @param shadow what hung over the channel before them
   */
  read(turns: readonly Turn[], unseen: number, shadow: Shadow | null, now: number): GateVerdict
}

// Chosen by cross-validation over the training lines (docs/gate.md): what lies between these and certainty is not held here, but
// its score is cut by the doubt (`caution`), which leaves next to nothing of it.
/** Above these probabilities the classifier holds by itself, … */
const SERIOUS = 0.7
const QUARREL = 0.25
const NOT_CHAT = 0.4
/** … with a rule that found something above these … */
const SERIOUS_WITH_RULE = 0.55
const QUARREL_WITH_RULE = 0.1
/** … and with one that found a quarrel in earnest above this. */
const QUARREL_ALONE = 0.01

/** A quarrel must be as sure as this to throw a shadow on the messages after it … */
const SHADOW_PROBABILITY = 0.35
/** … which passes when this many messages are plainly about something else, */
const LIGHT_MESSAGES: Record<Shadow['reason'], number> = { 'serious-topic': 4, quarrel: 3 }
/** or after this many messages, or this much time, without the topic. */
const SHADOW_MESSAGES: Record<Shadow['reason'], number> = { 'serious-topic': 12, quarrel: 8 }
const SHADOW_MILLISECONDS: Record<Shadow['reason'], number> = { 'serious-topic': 45 * 60_000, quarrel: 20 * 60_000 }
/** Shorter than this, a line is no new topic. */
const TOPIC_CHARACTERS = 4
const PLAINLY_LIGHT = 0.7

/** The gate of rules and a linear classifier. */
export function makeGate(classifier: GateClassifier): Gate {
  return {
    read(turns, unseen, shadow, now) {
      const human = turns.filter(turn => !turn.own)
      const first = Math.max(0, human.length - Math.max(1, unseen))
      let verdict: GateVerdict = { hold: 'empty-message', evidence: 'no-words', shadow, welcome: 0, grave: 0 }
      for (let index = first; index < human.length; index += 1) {
        verdict = readTurn(human.slice(Math.max(0, index - 2), index + 1), verdict.shadow, now, classifier)
      }
      return verdict
    },
  }
}

/** What an open gate takes for granted: talk as welcoming as most. */
const OPEN_WELCOME = 0.9

/** A gate that lets everything pass but an empty message: for measurements (`--gate off`). */
export const openGate: Gate = {
  read(turns, _unseen, shadow) {
    const empty = !turns.some(turn => !turn.own && normalizeText(turn.text))
    return { hold: empty ? 'empty-message' : undefined, evidence: 'open', shadow, welcome: OPEN_WELCOME, grave: 0 }
  },
}

function readTurn(
  window: readonly Turn[],
  before: Shadow | null,
  now: number,
  classifier: GateClassifier,
): GateVerdict {
  const last = window.at(-1)!
  const at = last.at ?? now
  const text = normalizeText(last.text)
  const shadow = before && expired(before, at) ? null : before
  if (!text) return { hold: 'empty-message', evidence: 'no-words', shadow, welcome: 0, grave: 0 }
  const kind = findNotChat(cleanText(last.text))
  const probabilities = classifier.classify(window.map(turn => turn.text))
  const likely = { welcome: probabilities.light, grave: probabilities.serious + probabilities.quarrel }
  const grave =
    kind === undefined || kind === 'acknowledgement' || kind === 'notice' ? findGrave(text, probabilities) : undefined
  if (grave) {
    const { reason, evidence, sure } = grave
    const cast = sure || shadow ? { reason, evidence, at, messages: 0, light: 0 } : null
    return { hold: reason, evidence, shadow: cast, ...likely }
  }
  const later = shadow && passOn(shadow, text, kind, probabilities)
  if (later) return { hold: later.reason, evidence: `after-${later.evidence}`, shadow: later, ...likely }
  if (kind) return { hold: 'not-chat', evidence: kind, shadow: null, ...likely }
  if (probabilities['not-chat'] > NOT_CHAT) return { hold: 'not-chat', evidence: 'classifier', shadow: null, ...likely }
  return { hold: undefined, evidence: 'passed', shadow: null, ...likely }
}

/** Whether a line is held as serious: by what the rules found in it and by the classifier's probability. */
export function isSerious(found: { lightened: boolean } | undefined, probability: number): boolean {
  return probability > (found && !found.lightened ? SERIOUS_WITH_RULE : SERIOUS)
}

/** A serious topic or a quarrel in the line itself, and whether it is sure enough to throw a shadow. */
function findGrave(
  text: string,
  probabilities: ClassProbabilities,
): { reason: Shadow['reason']; evidence: string; sure: boolean } | undefined {
  if (reportsCasualties(text) && !lightTone(text)) return { reason: 'serious-topic', evidence: 'disaster', sure: true }
  const serious = findSerious(text)
  const quarrel = findQuarrel(text)
  const grave = (reason: Shadow['reason'], evidence: string, sure: boolean) => ({ reason, evidence, sure })
  if (isSerious(serious, probabilities.serious)) return grave('serious-topic', serious?.category ?? 'classifier', true)
  if (quarrel && !quarrel.lightened && probabilities.quarrel > QUARREL_ALONE)
    return grave('quarrel', quarrel.category, probabilities.quarrel > QUARREL_WITH_RULE)
  if (probabilities.quarrel > (quarrel ? QUARREL_WITH_RULE : QUARREL))
    return grave('quarrel', 'classifier', probabilities.quarrel > SHADOW_PROBABILITY)
  return undefined
}

/** The shadow after one more message that is not itself grave, or null when the talk has moved on. */
function passOn(
  shadow: Shadow,
  text: string,
  kind: string | undefined,
  probabilities: ClassProbabilities,
): Shadow | null {
  const otherTopic = kind === undefined && [...text].length >= TOPIC_CHARACTERS && probabilities.light > PLAINLY_LIGHT
  const later = { ...shadow, messages: shadow.messages + 1, light: shadow.light + (otherTopic ? 1 : 0) }
  return later.light >= LIGHT_MESSAGES[shadow.reason] || later.messages > SHADOW_MESSAGES[shadow.reason] ? null : later
}

/** Whether something grave still hangs over a channel at a moment, as far as time alone can tell. */
export function isOvercast(shadow: Shadow | null, now: number): boolean {
  return shadow !== null && !expired(shadow, now)
}

function expired(shadow: Shadow, at: number): boolean {
  return shadow.at !== null && at - shadow.at > SHADOW_MILLISECONDS[shadow.reason]
}
