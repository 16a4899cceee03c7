import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Shadow } from '../../schemas/channel.ts'
import type { Turn } from '../../schemas/context.ts'
import { loadClassifier } from './classifier.ts'
import { type GateVerdict, makeGate, openGate } from './gate.ts'

const gate = makeGate(loadClassifier())
const MINUTE = 60_000

/** Says lines one after the other in one channel, a minute apart unless given; the verdict on each. */
function hear(lines: readonly string[], minutes: (index: number) => number = index => index): GateVerdict[] {
  const turns: Turn[] = []
  let shadow: Shadow | null = null
  return lines.map((text, index) => {
    turns.push({ speaker: index % 2 ? 'B' : 'A', text, at: minutes(index) * MINUTE })
    const verdict = gate.read(turns.slice(-8), 1, shadow, minutes(index) * MINUTE)
    shadow = verdict.shadow
    return verdict
  })
}
const holds = (lines: readonly string[]) => hear(lines).map(verdict => verdict.hold)
const only = (line: string) => hear([line])[0]?.hold

describe('a serious topic', () => {
  it.each([
    '爷爷走了',
    '爺爺過世了',
    '父亲已去世',
    '我想自杀',
    '我朋友自杀了',
    '我不想活了',
    '外婆確診癌症晚期',
    '爸爸突发脑出血',
    '昨天同事猝死在工位上',
    '司机当场死亡',
    '他又動手打我',
    '全班都孤立我，往我书包里倒垃圾',
    '我被网暴了',
    '老家地震，房子塌了',
    '刚被公司裁员，房贷还不上了',
    '室友已去世',
    '妻子病逝',
    '班主任脑出血',
    '父亲失踪了',
    '节哀',
  ])('holds: %s', line => {
    expect(only(line)).toBe('serious-topic')
  })

  it('persists: what follows holds too, however short', () => {
    for (const first of ['爷爷走了', '爺爺過世了', '我妈确诊癌症晚期'])
      expect(holds([first, '嗯', '🕯️', '抱抱', '早点休息'])).toEqual(Array(5).fill('serious-topic'))
  })

  it('persists when the bot itself has spoken in between', () => {
    const turns: Turn[] = [
      { speaker: 'A', text: '爷爷走了' },
      { speaker: 'doutu', text: '抱抱你', own: true },
      { speaker: 'A', text: '嗯' },
    ]
    expect(gate.read(turns, 2, null, 0).hold).toBe('serious-topic')
  })

  it('is read in every unseen turn, not in the last alone', () => {
    const turns = ['爷爷走了', '嗯'].map(text => ({ speaker: 'A', text }))
    expect(gate.read(turns, 2, null, 0)).toMatchObject({ hold: 'serious-topic', shadow: { reason: 'serious-topic' } })
  })

  it('ends when the talk has moved on', () => {
    const light = [
      '食堂的红烧肉绝了哈哈哈',
      '今晚开黑冲冲冲',
      '我抽卡出金了哈哈哈',
      '笑死，猫又把键盘占了',
      '奶茶买一送一冲啊',
    ]
    expect(hear(['爷爷走了', '嗯', ...light, ...light]).at(-1)).toMatchObject({ hold: undefined, shadow: null })
  })

  it('ends when enough time has passed, and not before', () => {
    const line = '哈哈哈今晚开黑冲冲冲'
    expect(hear(['爷爷走了', line], index => index * 10)[1]?.hold).toBe('serious-topic')
    expect(hear(['爷爷走了', line], index => index * 24 * 60)[1]).toMatchObject({ hold: undefined, shadow: null })
  })
})

describe('a quarrel', () => {
  it.each(['你个傻逼，滚你妈的', '你凭什么这么说我，你还要不要脸', '我们绝交吧，以后别联系了', '特朗普又当总统了'])(
    'holds: %s',
    line => {
      expect(only(line)).toBe('quarrel')
    },
  )

  it('persists for a while', () => {
    expect(holds(['你凭什么这么说我，你还要不要脸', '嗯', '哦']).slice(1)).not.toContain(undefined)
  })
})

describe('hyperbole and slang', () => {
  it.each([
    '笑死',
    '笑死我了哈哈哈',
    '累死了',
    '我原地去世',
    '困死我了',
    '社死现场',
    '热死了热死了',
    '钱包去世了',
    '想死你了',
    '钱包抢救无效',
  ])('pass: %s', line => {
    expect(hear([line])[0]).toMatchObject({ hold: undefined, shadow: null })
  })

  it.each(['666', '233', '草', '寄', '哈哈哈哈', 'yyds', '？？？'])('pass: %s', line => {
    expect(only(line)).toBeUndefined()
  })
})

describe('what is no chat', () => {
  it.each([
    '/help',
    'https://example.com',
    'const a = 1;',
    '嗯',
    '好的',
    '收到',
    '12.5 13.6 14.8 15.9',
    '【通知】明天停电',
  ])('holds: %s', line => {
    expect(only(line)).toBe('not-chat')
  })

  it.each(['', '   ', '\u200b\u0000', '\n'])('an empty message holds as such: %j', line => {
    expect(only(line)).toBe('empty-message')
  })

  it('a gate that nobody said anything to holds', () => {
    const own = { speaker: 'doutu', text: '你好', own: true }
    expect(gate.read([], 1, null, 0).hold).toBe('empty-message')
    expect(gate.read([own], 1, null, 0).hold).toBe('empty-message')
    expect(openGate.read([own], 1, null, 0).hold).toBe('empty-message')
  })
})

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('爷爷走了', '嗯', '笑死', '🕯️', '你凭什么', '666', '/help', '\ud83d', '哈'.repeat(500)),
)
const anyTurn: fc.Arbitrary<Turn> = fc.record(
  { speaker: fc.string(), text: piece, at: fc.integer(), own: fc.boolean() },
  { requiredKeys: ['speaker', 'text'] },
)

it('never throws and never gives NaN, whatever the conversation, the count of unseen turns and the clock', () => {
  fc.assert(
    fc.property(
      fc.array(anyTurn, { maxLength: 8 }),
      fc.integer({ min: 0, max: 12 }),
      fc.integer(),
      (turns, unseen, now) => {
        let shadow: Shadow | null = null
        for (const read of [gate, openGate, gate]) {
          const verdict = read.read(turns, unseen, shadow, now)
          for (const value of [verdict.welcome, verdict.grave]) {
            expect(value).toBeGreaterThanOrEqual(0)
            expect(value).toBeLessThanOrEqual(1 + 1e-9)
          }
          shadow = verdict.shadow
          if (shadow) expect([shadow.messages, shadow.light].every(Number.isFinite)).toBe(true)
        }
      },
    ),
    { numRuns: 400 },
  )
})
