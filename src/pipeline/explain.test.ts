import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainParts, scoredDecision } from '../../test/decisions.ts'
import { GATE_REASONS, HOLD_REASONS } from '../schemas/decision.ts'
import { explain } from './explain.ts'
import { PART_NAMES, REASON_SENTENCES } from './reasons.ts'

const REASONS = [...HOLD_REASONS, 'send'] as const
const CHINESE = /\p{Script=Han}/u

/** Every evidence that the gate can give, read off its source, plus those of the classes it is typed with. */
function evidenceOfGate(): string[] {
  const folder = fileURLToPath(new URL('./gate', import.meta.url))
  const sources = readdirSync(folder)
    .filter(name => /^(serious|quarrel|not-chat)\.ts$/.test(name))
    .map(name => readFileSync(join(folder, name), 'utf8'))
  return [...new Set(sources.flatMap(text => [...text.matchAll(/^ {2}\[\s*'([a-z-]+)',/gm)].map(match => match[1]!)))]
}

describe('every reason and every part', () => {
  it.each(Object.entries(REASON_SENTENCES))('%s has a sentence in Chinese and one in English', (_, { zh, en }) => {
    expect(zh).toMatch(CHINESE)
    expect(zh).toMatch(/。$/)
    expect(en).not.toMatch(CHINESE)
    expect(en).toMatch(/^[A-Z].*\.$/)
  })

  it('has a sentence of its own, and no reason lacks one', () => {
    expect(Object.keys(REASON_SENTENCES).sort()).toEqual([...HOLD_REASONS, 'fits'].sort())
    for (const locale of ['zh', 'en'] as const) {
      const sentences = Object.values(REASON_SENTENCES).map(sentence => sentence[locale])
      expect(new Set(sentences).size).toBe(sentences.length)
    }
  })

  it('has a name in both languages: no part of a score is nameless', () => {
    expect(Object.keys(PART_NAMES).sort()).toEqual(Object.keys(plainParts()).sort())
    for (const { zh, en } of Object.values(PART_NAMES)) {
      expect(zh).toMatch(CHINESE)
      expect(en).toMatch(/^[a-z ()]+$/)
    }
  })
})

describe('an explanation', () => {
  it.each(REASONS)('of %s opens with its sentence in either language', reason => {
    const decision = scoredDecision(reason)
    const sentence = REASON_SENTENCES[reason === 'send' ? 'fits' : reason]
    for (const locale of ['zh', 'en'] as const) expect(explain(decision, locale).headline).toContain(sentence[locale])
  })

  it('gives the score, the threshold and where it came from, to three places', () => {
    const low = scoredDecision('below-threshold', { score: 0.1234, quantile: 0.1, floor: 0.3 })
    const high = scoredDecision('refractory', { score: 0.61, quantile: 0.6, floor: 0.3, refractory: 0.05 })
    expect(explain(low, 'en').details).toEqual(['Best score 0.123, threshold 0.300 (the floor, 0.300).'])
    expect(explain(low, 'zh').details).toEqual(['最高分 0.123，阈值 0.300（下限 0.300）。'])
    expect(explain(high, 'en').details[0]).toMatch(/threshold 0\.650 \(the 90 % quantile .*0\.600, plus 0\.050 for/)
    expect(explain(high, 'zh').details[0]).toMatch(/阈值 0\.650（.*90% 分位 0\.600，加上刚发过的冷却 0\.050）/)
  })

  it('shows no score for what the gate held unscored, and one for everything else', () => {
    for (const reason of HOLD_REASONS) {
      const shown = explain(scoredDecision(reason, { score: 0.2 }), 'en').details.some(line => line.includes('0.200'))
      expect(shown, reason).toBe(!GATE_REASONS.has(reason))
    }
  })

  it('of a send names the meme and its own score', () => {
    const decision = scoredDecision('send', { score: 0.5 })
    expect(explain(decision, 'zh').headline).toMatch(/^发了「图 猫」/)
    expect(explain(decision, 'en').details.join(' ')).toContain('own score is 0.500')
  })

  it('of every kind of evidence that the gate gives says in words what it was, in either language', () => {
    const kinds = evidenceOfGate()
    expect(kinds.length).toBeGreaterThan(12)
    for (const evidence of [...kinds, 'classifier', 'acknowledgement']) {
      const [zh] = explain(scoredDecision('serious-topic', { evidence }), 'zh').details
      const [en] = explain(scoredDecision('serious-topic', { evidence }), 'en').details
      expect(zh, evidence).toMatch(/^依据：/)
      expect(en, evidence).toMatch(/^Evidence: /)
    }
  })

  it('of a topic that lingers says that it came up before', () => {
    const lingering = scoredDecision('serious-topic', { evidence: 'after-bereavement' })
    expect(explain(lingering, 'zh').details[0]).toBe('依据：前面谈到了离世，话题还没有过去。')
    expect(explain(lingering, 'en').details[0]).toContain('bereavement came up before')
  })

  it('never shows evidence that it does not know, nor anything undefined', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...HOLD_REASONS), (evidence, reason) => {
        fc.pre(!evidenceOfGate().includes(evidence.replace(/^after-/, '')))
        const { headline, details } = explain(scoredDecision(reason, { evidence }), 'en')
        expect(`${headline} ${details.join(' ')}`).not.toMatch(/Evidence|undefined|NaN|function|\[object/)
      }),
    )
  })
})
