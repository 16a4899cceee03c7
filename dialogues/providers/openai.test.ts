import { describe, expect, it } from 'vitest'
import { DoutuError } from '../../src/errors.ts'
import { answer, type Behaviour, type SeenRequest, scriptedServer } from '../testing/server.ts'
import { openServer } from './openai.ts'
import { realSleep } from './retry.ts'
import { type Budget, BudgetSpent, Purse } from './spend.ts'

const SCHEMA = { type: 'object', properties: { text: { type: 'string' } } }
const MESSAGES = [{ role: 'user' as const, content: '在吗' }]
const never = new AbortController().signal

/** A model on a server that goes through some behaviours, one per request; the last one stays. */
async function modelOn(
  behaviours: readonly Behaviour[] | ((request: SeenRequest, number: number) => Behaviour),
  given: { timeout?: number; tries?: number; budget?: Budget } = {},
) {
  const script =
    typeof behaviours === 'function'
      ? behaviours
      : (_: SeenRequest, number: number) => behaviours[Math.min(number, behaviours.length - 1)]!
  const server = await scriptedServer(script)
  const purse = new Purse(given.budget, { prompt: 0, completion: 0 })
  const slept: number[] = []
  const model = openServer({
    baseUrl: server.url,
    apiKey: 'secret',
    model: 'm',
    timeoutSeconds: given.timeout ?? 5,
    temperature: 0,
    maximumTokens: 50,
    purse,
    retry: {
      tries: given.tries ?? 3,
      random: () => 0,
      now: Date.now,
      sleep: async (milliseconds, signal) => {
        slept.push(milliseconds)
        // Backoff is not what these tests wait for; what a server asks for is kept.
        if (slept.length > 0 && milliseconds > 400 && milliseconds < 1000) await realSleep(milliseconds, signal)
      },
    },
  })
  return { server, purse, slept, ask: (signal = never) => model.complete(MESSAGES, SCHEMA, signal) }
}

const hello: Behaviour = { kind: 'say', text: answer('在') }
const status = (code: number, given: { headers?: Record<string, string>; message?: string } = {}): Behaviour => ({
  kind: 'status',
  status: code,
  ...given,
})

describe('the server adapter', () => {
  it('streams an answer together, with the key and the schema in the request, and counts what the server counted', async () => {
    const { server, purse, ask } = await modelOn([hello])
    expect(await ask()).toEqual({ text: answer('在'), refused: false })
    const [{ body, authorization }] = server.seen as [SeenRequest]
    expect(authorization).toBe('Bearer secret')
    expect(body.stream).toBe(true)
    expect(body.response_format).toMatchObject({ type: 'json_schema', json_schema: { schema: SCHEMA, strict: true } })
    expect(purse.usage).toEqual({ promptTokens: 100, completionTokens: 20, requests: 1 })
  })

  it.each([429, 500, 502, 503, 408])('tries again after %i', async code => {
    const { server, ask } = await modelOn([status(code), hello])
    expect((await ask()).text).toBe(answer('在'))
    expect(server.seen).toHaveLength(2)
  })

  it('asks again no sooner than Retry-After says', async () => {
    const { server, ask } = await modelOn([status(429, { headers: { 'retry-after': '0.7' } }), hello])
    await ask()
    const [first, second] = server.seen
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(690)
  })

  it('learns what a server cannot do, one thing after the other, and asks without it from then on', async () => {
    const refusing = ({ body }: SeenRequest): Behaviour => {
      if (body.stream_options) return status(400, { message: 'stream_options is not supported' })
      if (body.response_format)
        return status(400, { message: `response_format ${body.response_format.type} is not supported` })
      return hello
    }
    const { server, ask } = await modelOn(refusing)
    expect((await ask()).text).toBe(answer('在'))
    expect(server.seen).toHaveLength(4)
    await ask()
    expect(server.seen).toHaveLength(5)
  })

  it('reads a server that does not stream', async () => {
    const { server, ask } = await modelOn(() => ({ kind: 'whole', text: answer('在') }))
    expect((await ask()).text).toBe(answer('在'))
    expect(server.seen.at(-1)!.body.stream).toBeUndefined()
    expect((await ask()).text).toBe(answer('在'))
    expect(server.seen).toHaveLength(3)
  })

  it('a request that hangs, a stream that trickles for ever and one that breaks off are tried again', async () => {
    const trickle: Behaviour = { kind: 'say', text: '慢'.repeat(500), slow: 50 }
    const { server, ask } = await modelOn([{ kind: 'hang' }, trickle, { kind: 'break', text: '{"te' }, hello], {
      timeout: 0.4,
      tries: 4,
    })
    expect((await ask()).text).toBe(answer('在'))
    expect(server.seen).toHaveLength(4)
  })

  it('a slow stream that ends in time is waited for', async () => {
    const { server, ask } = await modelOn([{ kind: 'say', text: answer('在'), slow: 5 }])
    expect((await ask()).text).toBe(answer('在'))
    expect(server.seen).toHaveLength(1)
  })

  it('a refusal is told as one', async () => {
    const { ask } = await modelOn([{ kind: 'say', text: '不行', refusal: true }])
    expect(await ask()).toMatchObject({ refused: true })
  })

  it.each([401, 403, 404])(
    'a server that answers %i ends the run with what to check, after one request',
    async code => {
      const { server, ask } = await modelOn([status(code)])
      await expect(ask()).rejects.toMatchObject({ code: 'bad-setting', hint: expect.stringContaining('LLM_API_KEY') })
      expect(server.seen).toHaveLength(1)
    },
  )

  it('a server that never comes round fails as one that did not answer', async () => {
    const { server, ask } = await modelOn([status(500)])
    const error = await ask().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(DoutuError)
    expect(error).toMatchObject({ code: 'language-model' })
    expect(server.seen).toHaveLength(3)
  })

  it('nobody listening fails the same way', async () => {
    const model = openServer({
      baseUrl: 'http://127.0.0.1:9/v1',
      apiKey: '',
      model: 'm',
      timeoutSeconds: 1,
      temperature: 0,
      maximumTokens: 5,
      purse: new Purse(undefined, { prompt: 0, completion: 0 }),
      retry: { tries: 2, random: () => 0, now: () => 0, sleep: async () => {} },
    })
    await expect(model.complete(MESSAGES, SCHEMA, never)).rejects.toMatchObject({ code: 'language-model' })
  })

  it('asks nothing once the budget is spent', async () => {
    const { server, ask } = await modelOn([hello], { budget: { kind: 'tokens', amount: 100 } })
    await ask()
    await expect(ask()).rejects.toBeInstanceOf(BudgetSpent)
    expect(server.seen).toHaveLength(1)
  })

  it('ends at once when the run ends, and does not try again', async () => {
    const { server, ask } = await modelOn([{ kind: 'hang' }])
    const end = new AbortController()
    const asked = ask(end.signal)
    await expect.poll(() => server.seen.length).toBe(1)
    end.abort(new Error('over'))
    await expect(asked).rejects.toThrow('over')
    expect(server.seen).toHaveLength(1)
  })
})
