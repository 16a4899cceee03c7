import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DoutuError } from '../../src/errors.ts'
import { temporaryFolder } from '../../test/helpers.ts'
import { offlineProvider } from '../offline/provider.ts'
import { type Provider, RejectedReply } from '../providers/provider.ts'
import { BudgetSpent, Purse } from '../providers/spend.ts'
import { streamOf } from '../random.ts'
import type { Dialogue } from '../record.ts'
import { jittery, runTo, shippedBook, topicBrain, workshopOf } from '../testing/workshop.ts'
import type { Workshop } from './attempt.ts'
import { wholeLines } from './lines.ts'
import { type Aside, pathsOf, RunStore } from './store.ts'

const COUNT = 24
const offline = () => offlineProvider(shippedBook().reactions)
const file = (name = 'out.jsonl') => join(temporaryFolder(), name)
const read = (path: string) => readFileSync(path, 'utf8')
const linesOf = <T>(path: string): T[] => [...wholeLines(path)].map(line => JSON.parse(line) as T)
const asidesOf = (out: string) => linesOf<Aside>(pathsOf(out).rejected)

/** The offline provider, except that some dialogues go wrong. */
function failing(
  provider: Provider,
  name: Provider['name'],
  wrong: (index: number, attempt: number) => Error | undefined,
): Provider {
  return {
    ...provider,
    name,
    open(cast, self) {
      const error = wrong(cast.index, cast.seed.split('/').length - 2)
      const voice = provider.open(cast, self)
      return error ? { reply: async () => Promise.reject(error) } : voice
    },
  }
}

/** The whole set, made without interruption, one at a time. */
async function reference(workshop: Workshop): Promise<{ set: string; rejected: string }> {
  const out = file()
  await runTo(out, workshop, { count: COUNT, concurrency: 1 })
  return { set: read(out), rejected: read(pathsOf(out).rejected) }
}

describe('a run', () => {
  it('writes the same bytes whatever the concurrency and however dialogues overtake each other', async () => {
    const brain = await topicBrain()
    const workshop = await workshopOf({ brain })
    const { set } = await reference(workshop)
    for (const concurrency of [2, 7, 32]) {
      const out = file()
      const provider = jittery(offline(), streamOf('jitter', concurrency))
      await runTo(out, { ...workshop, provider }, { count: COUNT, concurrency })
      expect(read(out) === set).toBe(true)
    }
  })

  it('stopped and resumed any number of times, writes the same bytes as one that was not', async () => {
    const brain = await topicBrain()
    // Every fourth dialogue is rejected once, every ninth for good.
    const wrong = (index: number, attempt: number) =>
      (index % 4 === 0 && attempt === 0) || index % 9 === 8 ? new RejectedReply('empty', 'nothing') : undefined
    const workshop = await workshopOf({ brain, provider: failing(jittery(offline(), streamOf('j')), 'offline', wrong) })
    const whole = await reference(workshop)
    const out = file()
    for (let stop = 1; stop < COUNT; stop += 3) {
      const end = new AbortController()
      await runTo(out, workshop, {
        count: COUNT,
        concurrency: 5,
        resume: existsSync(pathsOf(out).run),
        signal: end.signal,
        onProgress: ({ complete }) => void (complete.size >= stop && end.abort()),
      })
    }
    const { end, store } = await runTo(out, workshop, { count: COUNT, resume: true })
    expect(end).toBe('complete')
    expect(store.complete.size).toBe(COUNT)
    expect(read(out) === whole.set).toBe(true)
    expect(read(pathsOf(out).rejected) === whole.rejected).toBe(true)
  })

  it('goes on from whatever an interruption tore: half a line, half a reject, rejects of a dialogue that never came', async () => {
    const workshop = await workshopOf({
      provider: failing(offline(), 'offline', (index, attempt) =>
        index % 3 === 0 && attempt === 0 ? new RejectedReply('empty', 'nothing') : undefined,
      ),
    })
    const whole = await reference(workshop)
    const setLines = whole.set.split('\n')
    const rejectedLines = whole.rejected.split('\n')
    for (const [keptSet, keptRejected] of [
      [0, 1],
      [3, 1],
      [4, 2],
      [6, 3],
      [9, 8],
    ] as const) {
      const out = file()
      writeFileSync(pathsOf(out).run, JSON.stringify({ count: COUNT, seed: 'test' }))
      writeFileSync(
        out,
        `${setLines
          .slice(0, keptSet)
          .map(line => `${line}\n`)
          .join('')}${setLines[keptSet]!.slice(0, 100)}`,
      )
      writeFileSync(
        pathsOf(out).rejected,
        `${rejectedLines
          .slice(0, keptRejected)
          .map(line => `${line}\n`)
          .join('')}{"index":`,
      )
      await runTo(out, workshop, { count: COUNT, resume: true })
      expect(read(out) === whole.set).toBe(true)
      expect(read(pathsOf(out).rejected) === whole.rejected).toBe(true)
    }
  })

  it('counts every place of the plan once: accepted, rejected with a reason, or failed with one', async () => {
    const wrong = (index: number) => {
      if (index % 5 === 1) return new RejectedReply('refusal', 'no')
      return index % 5 === 2 ? new DoutuError('language-model', 'It did not answer.', '') : undefined
    }
    const out = file()
    const { store } = await runTo(
      out,
      await workshopOf({ provider: failing(offline(), 'openai', wrong), attempts: 2 }),
      { count: 20 },
    )
    const finals = asidesOf(out).filter(({ final }) => final)
    expect(
      finals.filter(({ status, reason }) => status === 'rejected' && reason === 'refusal').map(({ index }) => index),
    ).toEqual([1, 6, 11, 16])
    expect(
      finals.filter(({ status, reason }) => status === 'failed' && reason === 'provider').map(({ index }) => index),
    ).toEqual([2, 7, 12, 17])
    expect(linesOf(out)).toHaveLength(12)
    expect(store.complete.size).toBe(20)
    // A rejected one was tried twice, a failed one had its tries within the provider.
    expect(asidesOf(out)).toHaveLength(4 * 2 + 4)
  })

  it('with --retry-failed tries those again that failed, and no others', async () => {
    const out = file()
    let down = true
    const provider = failing(offline(), 'openai', index =>
      down && index % 2 === 0 ? new DoutuError('language-model', 'down', '') : undefined,
    )
    const workshop = await workshopOf({ provider })
    await runTo(out, workshop, { count: 10 })
    expect(linesOf(out)).toHaveLength(5)
    down = false
    await runTo(out, workshop, { count: 10, resume: true })
    expect(linesOf(out)).toHaveLength(5)
    await runTo(out, workshop, { count: 10, resume: true, retry: true })
    expect(new Set(linesOf<Dialogue>(out).map(({ id }) => id.slice(-2))).size).toBe(10)
    expect(asidesOf(out)).toEqual([])
  })

  it('ends with an error that nobody foresaw, and the next run goes on from there', async () => {
    const out = file()
    const workshop = await workshopOf({
      provider: failing(offline(), 'offline', index => (index === 7 ? new TypeError('a bug') : undefined)),
    })
    await expect(runTo(out, workshop, { count: 12, concurrency: 3 })).rejects.toThrow('a bug')
    await runTo(out, await workshopOf(), { count: 12, resume: true })
    expect(linesOf(out)).toHaveLength(12)
  })

  it('stops when the budget is spent, keeps what was paid for, and goes on with a larger one', async () => {
    const out = file()
    const purse = new Purse({ kind: 'tokens', amount: 1000 }, { prompt: 0, completion: 0 })
    const paid: Provider = {
      ...offline(),
      name: 'openai',
      open(cast, self) {
        const voice = offline().open(cast, self)
        return {
          held: () => voice.held?.(),
          async reply(view, signal) {
            purse.beforeRequest()
            purse.add(10, 0)
            return voice.reply(view, signal)
          },
        }
      },
    }
    const workshop = await workshopOf({ provider: paid, settings: { lengths: [8] } })
    const first = await runTo(out, workshop, { count: COUNT, purse })
    expect(first.end).toBe('budget')
    const made = linesOf(out).length
    expect(made).toBeGreaterThan(8)
    expect(made).toBeLessThan(14)
    expect(purse.usage.promptTokens).toBeLessThanOrEqual(1000)
    const provider: Provider = { ...offline(), name: 'openai' }
    const { end } = await runTo(out, { ...workshop, provider }, { count: COUNT, resume: true })
    expect(end).toBe('complete')
    expect(linesOf(out)).toHaveLength(COUNT)
    expect(() => new Purse({ kind: 'tokens', amount: 0 }, { prompt: 0, completion: 0 }).beforeRequest()).toThrow(
      BudgetSpent,
    )
  })

  it('sets a dialogue aside that is too much like an earlier one, and makes another', async () => {
    const workshop = await workshopOf()
    const twin = {
      ...workshop.plan,
      cast: (index: number, attempt: number) => ({
        ...workshop.plan.cast(index === 3 && attempt === 0 ? 1 : index, attempt),
        index,
        id: `role-00000${index}`,
      }),
    }
    const out = file()
    await runTo(out, { ...workshop, plan: twin }, { count: 6 })
    expect(asidesOf(out).map(({ index, reason, final }) => [index, reason, final])).toEqual([
      [3, 'repetition-across', false],
    ])
    expect(linesOf(out)).toHaveLength(6)
  })
})

describe('the files of a run', () => {
  const open = (out: string, given: object = {}, options: object = {}) =>
    RunStore.open(out, { count: 5, seed: '1', ...given }, { resume: false, force: false, retry: false, ...options })

  it('are not written over unasked, and resumed only with the same settings, though with another count', () => {
    const out = file()
    open(out).close()
    expect(() => open(out)).toThrow(/already there/)
    expect(() => open(out, { seed: '2' }, { resume: true })).toThrow(/seed was "1"/)
    open(out, { count: 9 }, { resume: true }).close()
    open(out, { seed: '2' }, { force: true }).close()
    expect(JSON.parse(read(pathsOf(out).run))).toMatchObject({ seed: '2' })
  })

  it('belong to one run at a time; a lock left behind by the dead is taken over', () => {
    const out = file()
    const store = open(out)
    expect(() => open(out, {}, { resume: true })).toThrow(/Another run is writing/)
    store.close()
    writeFileSync(pathsOf(out).lock, '999999999')
    open(out, {}, { resume: true }).close()
    expect(existsSync(pathsOf(out).lock)).toBe(false)
  })

  it('that were damaged in the middle are named by the line, and nothing is lost', () => {
    const out = file()
    open(out).close()
    appendFileSync(out, '{"id":"broken"}\nx\n')
    const before = read(out)
    expect(() => open(out, {}, { resume: true })).toThrow(/Line 1 of .* is damaged/)
    expect(read(out)).toBe(before)
    expect(existsSync(pathsOf(out).lock)).toBe(false)
  })

  it('without a header beside them cannot be resumed', () => {
    const out = file()
    writeFileSync(out, '')
    expect(() => open(out, {}, { resume: true })).toThrow(/cannot be resumed/)
  })
})
