import { describe, expect, it } from 'vitest'
import { freshChannel } from '../../src/schemas/channel.ts'
import { syntheticMeme } from '../../test/helpers.ts'
import type { MemeDesk } from '../memes/desk.ts'
import { makePlan } from '../plan.ts'
import { streamOf } from '../random.ts'
import type { DecisionRecord, Dialogue } from '../record.ts'
import { talk } from '../talk.ts'
import { shippedBook } from '../testing/workshop.ts'
import { offlineProvider } from './provider.ts'
import { quotable } from './react.ts'

const book = shippedBook()
const provider = offlineProvider(book.reactions)
const decision: DecisionRecord = {
  kind: 'hold',
  reason: 'below-threshold',
  score: 0,
  threshold: 1,
  thresholdParts: { floor: 0, quantile: 0, level: 0, refractory: 0 },
  runnersUp: [],
}
const MEME = {
  ...syntheticMeme('m'),
  label: 1,
  caption: '我马上到 （牙还没刷）',
  annotation: { ...syntheticMeme('m').annotation, emotion: '心虚、嬉皮笑脸' },
}

/** A desk that sends at random. @param share of the turns that get a meme */
function sending(share: number, seed: string): MemeDesk {
  const random = streamOf('desk', seed)
  return {
    state: freshChannel(),
    decide: async () =>
      random() < share
        ? { decision: { ...decision, kind: 'send', reason: 'fits' }, meme: MEME }
        : { decision, meme: undefined },
    delivered: () => {},
  }
}

async function talkOf(
  index: number,
  given: { seed?: string; turns?: number; share?: number; kinds?: Array<'role' | 'news'> } = {},
): Promise<Dialogue> {
  const { seed = 's', turns = 12, share = 0.2, kinds = ['role', 'news'] } = given
  const cast = makePlan(book, { seed, kinds, lengths: [turns], strategies: ['greedy'] }).cast(index, 0)
  return talk(cast, {
    provider,
    desk: sending(share, cast.seed),
    libraryHash: '',
    signal: new AbortController().signal,
  })
}

const EVERY = book.scenes.length + book.news.length

describe('offline dialogues', () => {
  it.each([2, 3, 4, 5, 6, 7, 12, 18, 31, 60])(
    'have exactly %i turns, whatever the scene and however many memes come',
    async turns => {
      for (let index = 0; index < EVERY; index += turns > 20 ? 5 : 1) {
        const dialogue = await talkOf(index, { turns, share: [0, 0.2, 0.6, 1][index % 4]! })
        expect(dialogue.turns, dialogue.scene.id).toHaveLength(turns)
        for (const { text, meme } of dialogue.turns) expect(text !== '' || meme !== null).toBe(true)
      }
    },
  )

  it('are the same for the same seed, and others for another', async () => {
    for (const index of [0, 5, 9]) {
      expect(await talkOf(index)).toEqual(await talkOf(index))
      expect((await talkOf(index, { seed: 'other' })).turns).not.toEqual((await talkOf(index)).turns)
    }
  })

  it('leave no slot unfilled and say nothing twice', async () => {
    for (let index = 0; index < EVERY; index += 1) {
      const { turns, scene } = await talkOf(index, { turns: 18, share: 0.15 })
      const texts = turns.flatMap(({ text }) => (text ? [text] : []))
      for (const text of texts) expect(text, scene.id).not.toMatch(/[{}]|undefined|null/)
      expect(new Set(texts).size, `${scene.id}: ${texts.join(' / ')}`).toBe(texts.length)
    }
  })

  it('take turns, though not strictly: nobody says more than three things in a row, and some say two', async () => {
    let doubled = 0
    for (let index = 0; index < EVERY; index += 1) {
      const speakers = (await talkOf(index, { turns: 18 })).turns.map(({ speaker }) => speaker).join('')
      expect(speakers).not.toMatch(/A{4}|B{4}/)
      expect(speakers).toMatch(/A/)
      expect(speakers).toMatch(/B/)
      doubled += Number(/AA|BB/.test(speakers))
    }
    expect(doubled).toBeGreaterThan(EVERY / 4)
  })

  it('are reacted to: after a meme of its own the other side says something about it', async () => {
    const reactions = book.reactions.flatMap(entry => (entry.kind === 'meme-reaction' ? entry.lines : []))
    const stems = reactions.map(line =>
      line.replaceAll('{caption}', quotable(MEME.caption)).replace(/哈{2,}|[，。？！～ ]/g, ''),
    )
    let [met, answered] = [0, 0]
    for (let index = 0; index < EVERY; index += 1) {
      const { turns } = await talkOf(index, { turns: 18, share: 0.15 })
      turns.forEach(({ meme, speaker }, place) => {
        const next = turns.slice(place + 1).find(turn => turn.speaker !== speaker)
        if (!meme || !next?.text) return
        met += 1
        const plain = next.text.replace(/[，。？！～ ]/g, '')
        answered += Number(stems.some(stem => stem.length >= 2 && plain.includes(stem.slice(0, 6))))
      })
    }
    expect(met).toBeGreaterThan(50)
    expect(answered / met).toBeGreaterThan(0.9)
  })

  it('say the words that gave way to a meme afterwards', async () => {
    let alone = 0
    for (let index = 0; index < 60; index += 1) {
      const { turns } = await talkOf(index, { turns: 18, share: 0.3, seed: 'alone' })
      turns.forEach((turn, place) => {
        if (turn.text !== '' || place > 12) return
        alone += 1
        const later = turns.slice(place + 1).filter(({ speaker, text }) => speaker === turn.speaker && text)
        expect(later.some(({ facets }) => facets.motivation === turn.facets.motivation)).toBe(true)
      })
    }
    expect(alone).toBeGreaterThan(10)
  })

  it('of two uses of one scene share hardly a line', async () => {
    const topics = book.scenes.length
    for (const index of [0, 1, 2, 3, 4]) {
      const plan = makePlan(book, { seed: 's', kinds: ['role'], lengths: [12], strategies: ['greedy'] })
      const first = plan.cast(index, 0)
      const again = Array.from({ length: topics }, (_, later) => plan.cast(topics + later, 0)).find(
        ({ scene }) => scene.id === first.scene.id,
      )!
      const say = async (cast: typeof first) =>
        talk(cast, { provider, desk: sending(0, cast.seed), libraryHash: '', signal: new AbortController().signal })
      const plain = (dialogue: Dialogue) =>
        new Set(dialogue.turns.map(({ text }) => text.replace(/[^\p{Script=Han}]/gu, '').slice(0, 8)))
      const [one, other] = [plain(await say(first)), plain(await say(again))]
      const shared = [...one].filter(text => text.length > 4 && other.has(text))
      expect(shared.length, `${first.scene.id}: ${shared.join(' / ')}`).toBeLessThanOrEqual(3)
    }
  })
})
