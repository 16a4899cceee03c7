import { readFileSync } from 'node:fs'
import { seededRandom, seedFrom } from '../../../src/random.ts'

/** One line that somebody says at some moment of the evening. */
export interface Line {
  /** Seconds since the evening began. */
  readonly second: number
  readonly channel: number
  readonly member: number
  readonly text: string
  /** The grave topic or quarrel that it belongs to, or undefined for ordinary talk. */
  readonly grave: string | undefined
  /** What it is beside words. */
  readonly kind: 'plain' | 'reply' | 'sticker' | 'emoji' | 'picture' | 'mention' | 'thread'
}

/** An evening: who is there, and all that is said, in order. */
export interface Evening {
  readonly members: number
  readonly channels: number
  readonly lines: readonly Line[]
}

/** How large an evening is. */
export interface EveningSize {
  readonly messages: number
  readonly members: number
  readonly channels: number
}

const DATA = new URL('../../../encoder/train/data/', import.meta.url)

const records = (url: URL): Array<Record<string, unknown>> =>
  readFileSync(url, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))

/** Ordinary talk: short exchanges of everyday life, some that want a meme and some that do not. */
function ordinaryTalk(): string[][] {
  const named = ['contexts.jsonl', 'gate-light-2.jsonl', 'gate-neutral.jsonl', 'gate-ordinary.jsonl']
  const light = named
    .flatMap(name => records(new URL(name, DATA)))
    .filter(({ label = 'light', welcome = true }) => label !== 'serious' && welcome)
  return light.map(({ turns }) => turns as string[])
}

const graveTalk = (): Array<{ topic: string; lines: string[] }> =>
  records(new URL('serious.jsonl', import.meta.url)) as Array<{ topic: string; lines: string[] }>

/** Everybody knows these; they are no chat to speak of. */
const ACKNOWLEDGEMENTS = ['嗯', '好', '收到', '哈哈哈哈', '6', '？', '在', '啊这', '[图片]', '+1']

/**
 * Writes an evening from a seed: exchanges in each channel at its own pace, now and then something grave that others answer to, now
 * and then several lines of one person in a row, replies, stickers, emoji, pictures and mentions.
 */
export function writeEvening(seed: string, size: EveningSize): Evening {
  const random = seededRandom(seedFrom(seed))
  const below = (limit: number) => Math.floor(random() * limit)
  const shuffled = <T>(items: readonly T[]): T[] => {
    const all = [...items]
    for (let index = all.length - 1; index > 0; index -= 1) {
      const other = below(index + 1)
      ;[all[index], all[other]] = [all[other]!, all[index]!]
    }
    return all
  }
  const talk = shuffled(ordinaryTalk())
  const grave = shuffled(graveTalk())
  const lines: Line[] = []
  const clocks = Array.from({ length: size.channels }, () => below(60))
  const kinds = ['reply', 'sticker', 'emoji', 'picture', 'mention', 'thread'] as const

  const exchange = (channel: number, texts: readonly string[], topic: string | undefined) => {
    const people = shuffled(Array.from({ length: size.members }, (_, index) => index)).slice(0, 2 + below(3))
    texts.forEach((text, index) => {
      clocks[channel]! += 4 + below(25)
      const kind = !topic && random() < 0.12 ? kinds[below(kinds.length)]! : 'plain'
      const member = people[index % people.length]!
      lines.push({ second: clocks[channel]!, channel, member, text, grave: topic, kind })
    })
    // Nobody talks all the time.
    clocks[channel]! += topic ? 120 + below(180) : below(40)
  }

  for (let turn = 0; lines.length < size.messages; turn += 1) {
    const channel = below(size.channels)
    const sad = turn % 28 === 27 ? grave.pop() : undefined
    if (sad) exchange(channel, sad.lines, sad.topic)
    else if (random() < 0.15) exchange(channel, [ACKNOWLEDGEMENTS[below(ACKNOWLEDGEMENTS.length)]!], undefined)
    else exchange(channel, talk[turn % talk.length]!, undefined)
  }
  return { ...size, lines: lines.sort((a, b) => a.second - b.second) }
}
