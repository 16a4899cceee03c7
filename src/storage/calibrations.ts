import { type Calibration, calibrationSchema, NEUTRAL_CALIBRATION } from '../pipeline/score.ts'
import type { Database } from './database.ts'

/** Keeps the calibration of an encoder. */
export async function saveCalibration(
  db: Database,
  encoder: string,
  calibration: Calibration,
  now: number,
): Promise<void> {
  const columns = { calibration: JSON.stringify(calibration), created_at: now }
  await db.query
    .insertInto('calibrations')
    .values({ encoder, ...columns })
    .onConflict(conflict => conflict.column('encoder').doUpdateSet(columns))
    .execute()
}

/** The calibration of an encoder; a neutral guess where none was fitted. */
export async function readCalibration(db: Database, encoder: string): Promise<Calibration> {
  const row = await db.query
    .selectFrom('calibrations')
    .select('calibration')
    .where('encoder', '=', encoder)
    .executeTakeFirst()
  return row ? calibrationSchema.parse(JSON.parse(row.calibration)) : NEUTRAL_CALIBRATION
}
