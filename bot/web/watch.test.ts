import { expect, test } from 'vitest'
import { makeMetrics } from '../discord/metrics.ts'
import { makeWatch, type Watched } from './watch.ts'

const TOKEN = 'a-secret-of-some-length'
const get = (watched: Omit<Watched, 'memes'>, path: string, token = '', headers: Record<string, string> = {}) =>
  makeWatch({ ...watched, memes: () => 134 }, token).request(`http://localhost${path}`, {
    headers: { host: 'localhost', ...headers },
  })

test('the health check says how the page and the bot are, and is answered in any case', async () => {
  const health = async (watched: Omit<Watched, 'memes'>) => {
    const response = await get(watched, '/healthz', TOKEN)
    return [response.status, await response.json()]
  }
  expect(await health({})).toEqual([200, { status: 'ok', memes: 134 }])
  const up = { connected: true, guilds: 2 }
  expect(await health({ discord: () => up })).toEqual([200, { status: 'ok', memes: 134, discord: up }])
  const down = { connected: false }
  expect(await health({ discord: () => down })).toEqual([200, { status: 'degraded', memes: 134, discord: down }])
})

test('metrics are in the format of Prometheus, behind the token of the page, and name nobody', async () => {
  const metrics = makeMetrics({
    backlog: () => 3,
    guilds: () => 2,
    shardsReady: () => 1,
    pingMilliseconds: () => Number.NaN,
  })
  metrics.heard()
  metrics.sent('policy')
  metrics.uploading(0.03)
  metrics.uploading()
  metrics.failed('50013')
  const watched = { metrics: () => metrics.registry.metrics() }
  expect((await get(watched, '/metrics', TOKEN)).status).toBe(401)
  const response = await get(watched, '/metrics', TOKEN, { authorization: `Bearer ${TOKEN}` })
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = (await response.text()).split('\n')
  for (const line of [
    'doutu_messages_total 1',
    'doutu_memes_sent_total{origin="policy"} 1',
    'doutu_upload_failures_total{code="50013"} 1',
    'doutu_quiet_to_upload_seconds_count 1',
    'doutu_backlog 3',
    'doutu_guilds 2',
    'doutu_gateway_ping_milliseconds 0',
  ])
    expect(lines).toContain(line)
  expect((await get({}, '/metrics')).status).toBe(200)
})
