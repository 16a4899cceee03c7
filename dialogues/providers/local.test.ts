import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder, testConfig } from '../../test/helpers.ts'
import { wholeLines } from '../run/lines.ts'
import { pathsOf } from '../run/store.ts'
import { answer } from '../testing/server.ts'
import { writeTinyWriter } from '../testing/tiny-writer.ts'
import { runTo, workshopOf } from '../testing/workshop.ts'
import { openLocalModel } from './local.ts'
import { modelProvider } from './model-voice.ts'
import { Purse } from './spend.ts'

const never = new AbortController().signal

/** A model that always says this, in the pieces given. */
async function modelSaying(pieces: readonly string[]) {
  const folder = join(temporaryFolder(), 'writer')
  writeTinyWriter(folder, pieces)
  const purse = new Purse(undefined, { prompt: 0, completion: 0 })
  return {
    purse,
    model: await openLocalModel({
      model: folder,
      config: testConfig('/nowhere'),
      temperature: 0,
      maximumTokens: 40,
      purse,
    }),
  }
}

describe('a local model', () => {
  it('writes until its end token, and what it used is counted', async () => {
    const text = answer('今天下班早').replaceAll(' ', '')
    const { model, purse } = await modelSaying(text.match(/.{1,7}/gu)!)
    expect(await model.complete([{ role: 'user', content: '在 吗' }], {}, never)).toEqual({ text, refused: false })
    expect(purse.usage.requests).toBe(1)
    expect(purse.usage.completionTokens).toBeGreaterThan(0)
    await model.close()
  })

  it('speaks dialogues through the same voice as a server: one that always says the same is set aside for it', async () => {
    const { model } = await modelSaying(answer('今天下班早，一起去吃碗热乎的面吧').match(/.{1,9}/gu)!)
    const out = join(temporaryFolder(), 'out.jsonl')
    await runTo(
      out,
      await workshopOf({ provider: modelProvider('local', model), attempts: 1, settings: { lengths: [2, 4] } }),
      { count: 2, concurrency: 2 },
    )
    const asides = [...wholeLines(pathsOf(out).rejected)].map(line => JSON.parse(line) as { reason: string })
    expect(asides.map(({ reason }) => reason)).toEqual(['repetition-within', 'repetition-within'])
    await model.close()
  })

  it('that babbles is rejected as one that cannot be read', async () => {
    const { model } = await modelSaying(['天', '地', '玄', '黄'])
    const out = join(temporaryFolder(), 'out.jsonl')
    await runTo(out, await workshopOf({ provider: modelProvider('local', model), attempts: 1 }), { count: 1 })
    expect([...wholeLines(pathsOf(out).rejected)].map(line => (JSON.parse(line) as { reason: string }).reason)).toEqual(
      ['unparseable'],
    )
    await model.close()
  })

  it('that is not there is told so, with what to do', async () => {
    const purse = new Purse(undefined, { prompt: 0, completion: 0 })
    const config = { HF_ENDPOINT: 'http://127.0.0.1:9', modelCacheFolder: temporaryFolder() }
    const opened = openLocalModel({ model: 'nobody/nothing', config, temperature: 0, maximumTokens: 5, purse })
    await expect(opened).rejects.toMatchObject({ code: 'model-missing', hint: expect.stringContaining('--model') })
  })
})
