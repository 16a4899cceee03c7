import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Failure, LONGEST_RETRY_AFTER, Retrier, retryAfter } from './retry.ts'

/** A clock that sleeping moves. */
function clock() {
  const state = { now: 1000, slept: [] as number[] }
  return {
    state,
    options: {
      tries: 4,
      random: () => 0.5,
      now: () => state.now,
      sleep: async (milliseconds: number) => {
        state.slept.push(milliseconds)
        state.now += milliseconds
      },
    },
  }
}

const never = new AbortController().signal
const judged =
  (given: Partial<Failure>) =>
  (error: unknown): Failure => ({ error, again: true, wait: undefined, ...given })

/** Work that fails some times, then gives the time. */
function failing(times: number, now: () => number) {
  let left = times
  return async () => {
    if (left-- > 0) throw new Error('busy')
    return now()
  }
}

describe('the retrier', () => {
  it('waits longer each time, and gives what the first good try gives', async () => {
    const { state, options } = clock()
    await new Retrier(options).run(failing(3, options.now), judged({}), never)
    expect(state.slept).toEqual([375, 750, 1500])
  })

  it('gives up after its tries, with the failure as it was judged', async () => {
    const { options } = clock()
    const error = new Error('sorry')
    await expect(new Retrier(options).run(failing(9, options.now), judged({ error }), never)).rejects.toBe(error)
  })

  it('does not try again what another try cannot mend', async () => {
    const { state, options } = clock()
    await expect(new Retrier(options).run(failing(1, options.now), judged({ again: false }), never)).rejects.toThrow(
      'busy',
    )
    expect(state.slept).toEqual([])
  })

  it('waits exactly as long as the server asks, and so does every other request', async () => {
    const { state, options } = clock()
    const retrier = new Retrier(options)
    expect(await retrier.run(failing(1, options.now), judged({ wait: 7000 }), never)).toBe(8000)
    state.now = 5000
    // The pause that one was told holds for the next one too.
    expect(await retrier.run(async () => options.now(), judged({}), never)).toBe(8000)
  })

  it('gives up on a server that wants to be left alone for too long', async () => {
    const { state, options } = clock()
    await expect(
      new Retrier(options).run(failing(1, options.now), judged({ wait: LONGEST_RETRY_AFTER + 1 }), never),
    ).rejects.toThrow('busy')
    expect(state.slept).toEqual([])
  })

  it('ends at once when the run ends', async () => {
    const { options } = clock()
    const end = new AbortController()
    const work = async () => {
      end.abort(new Error('over'))
      throw new Error('busy')
    }
    await expect(new Retrier(options).run(work, judged({}), end.signal)).rejects.toThrow('over')
  })
})

describe('retryAfter', () => {
  it.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': new Date(65_000).toUTCString() }, 5000],
    [{ 'retry-after': new Date(5000).toUTCString() }, 0],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-3' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{}, undefined],
  ])('of %j is %s ms', (headers, expected) => {
    expect(retryAfter(new Headers(headers as Record<string, string>), 60_000)).toBe(expected)
  })

  it('is a time that is not negative, or none, whatever the header', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-+.eE :GMTinfa') }), text => {
        const wait = retryAfter(new Headers({ 'retry-after': text }), 0)
        expect(wait === undefined || wait >= 0).toBe(true)
      }),
    )
  })
})
