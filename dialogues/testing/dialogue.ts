import fc from 'fast-check'
import { HOLD_REASONS } from '../../src/schemas/decision.ts'
import { type Dialogue, KINDS, STRATEGIES, type TurnRecord } from '../record.ts'

// Dialogues for tests: a plain one, and any.

const decision = {
  kind: 'hold',
  reason: 'below-threshold',
  score: 0.1,
  threshold: 0.2,
  thresholdParts: { floor: 0, quantile: 0.2, level: 0.8, refractory: 0 },
  runnersUp: [],
} as const

/** A turn with these words; a meme where its id is given. */
export function turnOf(speaker: 'A' | 'B', text: string, meme?: string): TurnRecord {
  return {
    speaker,
    text,
    facets: { scenario: '聊天', emotion: '开心', motivation: '接话' },
    meme: meme ? { id: meme, file: `images/${meme}.webp`, caption: `图 ${meme}` } : null,
    decision: meme
      ? { ...decision, runnersUp: [], kind: 'send', reason: 'fits', memeScore: 0.3 }
      : { ...decision, runnersUp: [] },
  }
}

const person = (id: string, name: string) => ({
  id,
  name,
  nickname: name.slice(1),
  gender: '女',
  age: 20,
  work: '店员',
  temper: 'calm',
  character: '安静',
  speech: '短句',
  role: '朋友',
  relation: '朋友',
  goal: '想约对方周末一起去看一场新电影',
})

/** A dialogue of these turns. */
export function dialogueOf(turns: readonly TurnRecord[], given: Partial<Dialogue> = {}): Dialogue {
  return {
    id: 'role-000000',
    kind: 'role',
    scene: { id: 'scene', title: '标题', category: 'friends', setting: '周末的下午' },
    personas: [person('p1', '林晓雨'), person('p2', '周阿哲')],
    turns: [...turns],
    provider: 'offline',
    model: 'bank-1',
    seed: '1/0',
    strategy: 'greedy',
    promptVersion: '1',
    libraryHash: 'x',
    ...given,
  }
}

const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({
      unit: fc.constantFrom('好', '\n', '\\', '<image>', '"', ',', '{', '\u2028', ' ', '😂', '=1+1'),
      maxLength: 12,
    }),
  )
  .map(text => text.toWellFormed())
const number = fc.double({ min: -1, max: 1, noNaN: true }).map(value => (Object.is(value, -0) ? 0 : value))

const anyTurn = fc
  .record({
    speaker: fc.constantFrom('A' as const, 'B' as const),
    text: anyText,
    facets: fc.record({ scenario: anyText, emotion: anyText, motivation: anyText }),
    meme: fc.option(
      fc.record({
        id: fc.stringMatching(/^[0-9a-f]{8}$/),
        file: fc.constantFrom('images/a.webp', 'b.gif', 'c'),
        caption: anyText,
      }),
    ),
    decision: fc.record(
      {
        kind: fc.constantFrom('send' as const, 'hold' as const),
        reason: fc.constantFrom('fits' as const, ...HOLD_REASONS),
        evidence: anyText,
        score: number,
        threshold: number,
        thresholdParts: fc.record({ floor: number, quantile: number, level: number, refractory: number }),
        memeScore: number,
        parts: fc.dictionary(fc.constantFrom('raw', 'scenario', 'lexical'), number),
        runnersUp: fc.array(fc.record({ id: anyText, caption: anyText, score: number }), { maxLength: 3 }),
      },
      { requiredKeys: ['kind', 'reason', 'score', 'threshold', 'thresholdParts', 'runnersUp'] },
    ),
  })
  .map(turn => (turn.text === '' && turn.meme === null ? { ...turn, text: '嗯' } : turn))

const anyPersona = fc.record({
  id: anyText,
  name: anyText,
  nickname: anyText,
  gender: anyText,
  age: fc.integer({ min: 0, max: 120 }),
  work: anyText,
  temper: anyText,
  character: anyText,
  speech: anyText,
  role: anyText,
  relation: anyText,
  goal: anyText,
})

/** Any dialogue that the schema allows, hostile words included. */
export const anyDialogue: fc.Arbitrary<Dialogue> = fc.record({
  id: fc.integer({ min: 0, max: 999 }).map(index => `role-${String(index).padStart(6, '0')}`),
  kind: fc.constantFrom(...KINDS),
  scene: fc.record(
    { id: anyText, title: anyText, category: anyText, setting: anyText, link: fc.webUrl() },
    { requiredKeys: ['id', 'title', 'category', 'setting'] },
  ),
  personas: fc.tuple(anyPersona, anyPersona),
  turns: fc.array(anyTurn, { minLength: 1, maxLength: 8 }),
  provider: anyText,
  model: anyText,
  seed: anyText,
  strategy: fc.constantFrom(...STRATEGIES),
  promptVersion: anyText,
  libraryHash: anyText,
})
