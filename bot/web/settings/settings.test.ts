import { expect, test } from 'vitest'
import { memeAbout } from '../../../test/helpers.ts'
import { servePage } from '../serve.fixture.ts'
import type { DecisionSettings } from './protocol.ts'
import { PageSettings } from './settings.ts'

const MEMES = [memeAbout('overtime', '加班')]
const json = { 'content-type': 'application/json' }

async function serve() {
  const served = await servePage(MEMES, { settings: { TARGET_RATE: '0.2', MINIMUM_GAP: '3' } })
  const ask = async (method: string, body?: unknown) => {
    const init = { method, headers: json, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const response = await fetch(`${served.url}/api/settings`, init)
    return [response.status, (await response.json()) as { code?: string }] as const
  }
  const defaults = new PageSettings(served.brain).read().defaults
  return { ...served, ask, defaults }
}

test('what is saved holds for the next message and after a restart, and can be taken back', async () => {
  const { ask, defaults, open, brain } = await serve()
  expect(await ask('GET')).toEqual([200, { settings: defaults, defaults, saved: false }])
  const never: DecisionSettings = { ...defaults, targetRate: 0 }
  expect(await ask('PUT', never)).toEqual([200, { settings: never, defaults, saved: true }])
  const browser = await open()
  await browser.post('/api/messages', { text: '又是加班' })
  await expect.poll(() => browser.decisions()[0]?.reason).toBe('rate-zero')
  expect(new PageSettings(brain).read()).toEqual({ settings: never, defaults, saved: true })
  expect(await ask('DELETE', {})).toEqual([200, { settings: defaults, defaults, saved: false }])
  await browser.post('/api/messages', { text: '又是加班' })
  await expect.poll(() => browser.decisions()[1]?.kind).toBe('send')
})

test('weights and sampler that are saved are those that decide', async () => {
  const { ask, defaults, open } = await serve()
  const weights = { ...defaults.weights, scenario: 1.5 }
  await ask('PUT', { ...defaults, weights, sampler: 'diverse' })
  const browser = await open()
  await browser.post('/api/messages', { text: '又是加班' })
  await expect.poll(() => browser.decisions()[0]?.weights).toEqual(weights)
})

test('a rate that the gap makes impossible, and what is no setting, are refused and change nothing', async () => {
  const { ask, defaults } = await serve()
  const [status, answer] = await ask('PUT', { ...defaults, targetRate: 0.5, minimumGap: 3 })
  expect([status, answer.code]).toEqual([422, 'rate-too-high'])
  const wrong = [{}, { ...defaults, floor: 2 }, { ...defaults, sampler: 'x' }, { ...defaults, minimumGap: 0.5 }]
  for (const body of [...wrong, { ...defaults, weights: {} }, [], 'x']) expect((await ask('PUT', body))[0]).toBe(400)
  expect(await ask('GET')).toEqual([200, { settings: defaults, defaults, saved: false }])
})

test('a saved rate that a new default gap makes impossible is lowered to the highest possible one', async () => {
  const { brain, defaults } = await serve()
  const settings = new PageSettings(brain)
  settings.save({ ...defaults, targetRate: 0.25 })
  const changed = { ...brain, policy: { ...brain.policy, minimumGap: 9 } }
  expect(new PageSettings(changed).read().settings.targetRate).toBeCloseTo(0.1, 10)
})

test('damaged settings in the database count as none', async () => {
  const { brain, defaults } = await serve()
  brain.database.driver.exec(`INSERT INTO settings (key, value) VALUES ('page-settings', '{"floor": "high"}')`)
  expect(new PageSettings(brain).read()).toEqual({ settings: defaults, defaults, saved: false })
})
