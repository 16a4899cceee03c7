import { describe, expect, it } from 'vitest'
import { HOLD_REASONS } from '../src/schemas/decision.ts'
import { doutu, json, lines, withCommandLine } from './command-line.ts'

const { file } = withCommandLine()

describe('simulate', () => {
  const talk = ['又要加班', '笑死我了', '今天吃什么', '我裂开了', '老板又画饼', '周末终于到了', '这也太好笑了', '嗯']
  const log = Array.from({ length: 80 }, (_, index) => ({
    channel: index % 4 === 3 ? 'b' : 'a',
    speaker: index % 2 ? '甲' : '乙',
    text: `${talk[index % talk.length]}${index}`,
    at: 1_700_000_000_000 + index * 60_000,
  }))
  const path = () => file('log.jsonl', log.map(line => JSON.stringify(line)).join('\n'))

  it('gives a decision per message and a summary that agrees with them', async () => {
    const { out, err, code } = await doutu(
      'simulate',
      '--jsonl',
      path(),
      '--rate',
      '0.2',
      '--floor',
      '0',
      '--gate',
      'off',
    )
    const results = json(out)
    const { summary } = results.pop()
    expect(results.map(({ channel, at }) => ({ channel, at }))).toEqual(log.map(({ channel, at }) => ({ channel, at })))
    const sends = results.filter(({ kind }) => kind === 'send')
    for (const result of results) {
      expect(Object.keys(result)).toEqual(['channel', 'at', 'kind', 'reason', 'meme', 'score', 'threshold'])
      expect(result.meme === null).toBe(result.kind === 'hold')
      expect(result.kind === 'send' ? ['fits'] : HOLD_REASONS).toContain(result.reason)
    }
    expect(sends.length).toBeGreaterThan(3)
    expect(summary).toMatchObject({ messages: 80, sends: sends.length, sendRate: sends.length / 80 })
    expect(summary.gaps.min).toBeGreaterThan(3)
    expect(summary.meanSentScore).toBeCloseTo(sends.reduce((sum, { score }) => sum + score, 0) / sends.length, 9)
    const held = Object.values(summary.holds as Record<string, number>).reduce((sum, count) => sum + count, 0)
    expect(held).toBe(80 - sends.length)
    expect(Object.keys(summary.shortfall)).toEqual(['gate', 'floor', 'gap'])
    expect([err, code]).toEqual(['', 0])
  })

  it('a rate of 0 means never', async () => {
    const { summary } = json((await doutu('simulate', '--jsonl', path(), '--rate', '0')).out).pop()
    expect(summary).toMatchObject({
      messages: 80,
      sends: 0,
      sendRate: 0,
      holds: { 'rate-zero': 80 },
      meanSentScore: null,
    })
    expect(summary.gaps).toEqual({ min: null, mean: null, cv: null })
  })

  it('names malformed lines, goes on with the rest, and ends with code 2', async () => {
    const bad = `{"channel": 1, "speaker": 2, "text": "又要加班", "at": 5}\n{"channel": "a"}\n`
    const { out, err, code } = await doutu('simulate', '--jsonl', file('bad.jsonl', bad))
    expect(json(out)).toEqual([expect.objectContaining({ channel: '1', at: 5 }), { summary: expect.any(Object) }])
    expect(lines(err)[0]).toMatch(/^Line 2 was skipped: .*speaker.*text.*at/)
    expect(code).toBe(2)
  })

  it('sums up nothing as nothing', async () => {
    const [{ summary }] = json((await doutu('simulate', '--jsonl', file('none.jsonl', ''))).out)
    expect(summary).toMatchObject({ messages: 0, sends: 0, sendRate: 0, holds: {} })
  })

  it.each([
    [['--rate', '0.5'], /0\.250 memes per message/],
    [['--rate', '0.2', '--gap', '9'], /0\.100 memes per message/],
    [['--rate', 'often'], /--rate often/],
    [['--rate', ''], /--rate /],
    [['--floor', '2'], /--floor 2/],
    [['--gap', '-1'], /--gap/],
    [['--gate', 'maybe'], /--gate maybe/],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const { out, err, code } = await doutu('simulate', '--jsonl', path(), ...args)
    expect(out).toBe('')
    expect(err).toMatch(sentence)
    expect(lines(err)).toHaveLength(1)
    expect(code).toBeGreaterThan(0)
  })
})
