import { streamOf } from '../random.ts'
import type { Act, Persona } from '../scenarios/schemas.ts'

/** What an utterance is, for how it is written. */
export interface Manner {
  readonly act: Act
  /** `疲惫、认命`. */
  readonly emotion: string
  /** How the speaker calls the other. */
  readonly call: string
  /** Whether the other was called by name just now. */
  readonly calledLately: boolean
}

const PARTICLE_SHARE = 0.14
const OPENER_SHARE = 0.1
const CALL_SHARE = 0.08
const TILDE_SHARE = 0.3
/** Persons who write spaces where others write commas. */
const SPACERS_SHARE = 0.4
const PARTICLE_ACTS: ReadonlySet<Act> = new Set([
  'share',
  'agree',
  'accept',
  'promise',
  'remind',
  'exclaim',
  'praise',
  'bye',
  'answer',
])
const OPENER_ACTS: ReadonlySet<Act> = new Set(['share', 'complain', 'explain', 'disagree', 'boast', 'suggest'])
const CALL_ACTS: ReadonlySet<Act> = new Set([
  'ask',
  'remind',
  'comfort',
  'thank',
  'praise',
  'invite',
  'request',
  'greet',
])
const BRIGHT = new Set(['开心', '得意', '期待', '感动', '好笑', '惊讶', '羡慕', '好奇', '平静'])
const SAD_EMOJI = /[😭🥲😢😿💔😩😫😮😞😔🥺🥹😱🙃😅😓😤😡💀🤯🤦😵]/u
const CARRIES_PARTICLE = /[吗呢吧啊呀嘛哈么哦啦诶哎呗咯的得地着啥谁哪几样办]$/
const INTERJECTION = /^[啊哎诶哇嗯哦呀唉嘿欸喂呜切哼行好不别等话对算]|^哈哈/

/** A neutral utterance as this person would type it. Changes little, and nothing that it means. */
export function inTheirHand(text: string, persona: Persona, manner: Manner, random: () => number): string {
  const { style } = persona
  let written = text.replace(/哈{2,}/g, style.laugh)
  if (random() < PARTICLE_SHARE) written = withParticle(written, persona, manner, random)
  if (random() < OPENER_SHARE) written = withOpener(written, persona, manner, random)
  if (random() < CALL_SHARE && CALL_ACTS.has(manner.act) && !manner.calledLately && !written.includes(manner.call))
    written = `${manner.call}，${written}`
  written = punctuated(written, persona, manner, random)
  return random() < style.emojiRate ? withEmoji(written, persona, manner, random) : written
}

function withParticle(text: string, { style }: Persona, { act }: Manner, random: () => number): string {
  const particle = style.particles[Math.floor(random() * style.particles.length)]
  if (!particle || !PARTICLE_ACTS.has(act)) return text
  if (particle === '啦') return text.replace(/了$/, '啦')
  if (particle === '呢' || particle === '嘛') return text
  return /\p{Script=Han}$/u.test(text) && !CARRIES_PARTICLE.test(text) ? text + particle : text
}

function withOpener(text: string, { style }: Persona, { act }: Manner, random: () => number): string {
  const opener = style.openers[Math.floor(random() * style.openers.length)]
  return opener && OPENER_ACTS.has(act) && !INTERJECTION.test(text) ? `${opener}，${text}` : text
}

function punctuated(text: string, persona: Persona, { emotion }: Manner, random: () => number): string {
  const bare = /[\p{Script=Han}\p{N}」”》]$/u.test(text)
  switch (persona.style.punctuation) {
    case 'full':
      return bare ? `${text}。` : text
    case 'tilde':
      return bare && BRIGHT.has(emotion.split('、')[0]!) && random() < TILDE_SHARE ? `${text}～` : text
    case 'sparse':
      return streamOf(persona.id, 'spaces')() < SPACERS_SHARE ? text.replaceAll('，', ' ') : text
  }
}

function withEmoji(text: string, { style }: Persona, { emotion }: Manner, random: () => number): string {
  const bright = BRIGHT.has(emotion.split('、')[0]!)
  // Tears of laughter go with everything; a rose does not go with tears.
  const fitting = style.emoji.filter(emoji => /[😂🤣]/u.test(emoji) || SAD_EMOJI.test(emoji) !== bright)
  const emoji = fitting[Math.floor(random() * fitting.length)]
  return emoji ? text + emoji : text
}

/** Where an utterance may be sent as two: after a sentence, or at the comma nearest the middle. */
export function inTwo(text: string): readonly [string, string] | undefined {
  const places = [...text.matchAll(/[？！。]|[，～ ]/gu)].map(match => match.index)
  const middle = text.length / 2
  const [best] = places
    .filter(place => place >= 4 && text.length - place > 5)
    .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
  if (best === undefined) return undefined
  const head = text.slice(0, best + 1).replace(/[，。 ]$/u, '')
  return [head, text.slice(best + 1).trim()]
}
