import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { weightsFor } from '../src/pipeline/weights.ts'
import type { VectorIndex } from '../src/storage/vector-index.ts'
import { memeAbout, temporaryBrain } from '../test/helpers.ts'
import { measureRecall, verifyIndex } from './verify.ts'

const MEMES = [memeAbout('overtime', '加班'), memeAbout('rain', '下雨'), memeAbout('tea', '奶茶')]
const CONTEXTS = [['A: 又加班'], ['A: 下雨了', 'B: 没带伞'], ['A: 喝什么']]

test('recall is the share of the ten best that retrieval returns', async () => {
  const brain = await temporaryBrain(MEMES)
  const recall = (found: number[]) => {
    const index = { search: () => found } as Pick<VectorIndex, 'search'> as VectorIndex
    const retriever = { library: brain.library(), index, weights: weightsFor('fake'), lexical: () => [] }
    return measureRecall(retriever, brain.encoder, CONTEXTS)
  }
  const labels = [...brain.library().byLabel.keys()]
  expect(await recall(labels)).toBe(1)
  expect(await recall(labels.slice(0, 2))).toBeCloseTo(2 / 3)
  expect(await recall([])).toBe(0)
})

test('verify counts the images that are gone, but not those of deleted memes', async () => {
  const deleted = memeAbout('gone', '再见', { state: 'deleted' })
  const brain = await temporaryBrain([...MEMES, deleted])
  for (const name of ['rain', 'gone']) rmSync(join(brain.config.dataFolder, 'memes', `${name}.png`))
  const report = await verifyIndex(brain.config, brain.database, brain.encoder)
  expect(report).toMatchObject({ sound: false, missingImages: ['rain'], memes: 4 })
  expect(report.problems.join(' ')).toContain('rain')
})
