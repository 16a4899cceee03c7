import { expect, test } from 'vitest'
import { temporaryDatabase } from '../../test/helpers.ts'
import { NEUTRAL_CALIBRATION } from '../pipeline/score.ts'
import { readCalibration, saveCalibration } from './calibrations.ts'

const fitted = { slope: 6, welcome: 0.5, intercept: -3, contexts: 200 }

test('each encoder has its own calibration, the last one fitted, and a neutral one until then', async () => {
  const db = await temporaryDatabase()
  expect(await readCalibration(db, 'a@1')).toEqual(NEUTRAL_CALIBRATION)
  await saveCalibration(db, 'a@1', NEUTRAL_CALIBRATION, 1)
  await saveCalibration(db, 'a@1', fitted, 2)
  expect(await readCalibration(db, 'a@1')).toEqual(fitted)
  expect(await readCalibration(db, 'a@2')).toEqual(NEUTRAL_CALIBRATION)
})

test.each(['', 'null', '{"slope":1}', '{"slope":1,"intercept":"x"}', '{"slope'])(
  'a calibration that cannot be read (%j) counts as none',
  async damaged => {
    const db = await temporaryDatabase()
    await saveCalibration(db, 'a@1', fitted, 1)
    db.prepare('UPDATE calibrations SET calibration = ?').run(damaged)
    expect(await readCalibration(db, 'a@1')).toEqual(NEUTRAL_CALIBRATION)
  },
)
