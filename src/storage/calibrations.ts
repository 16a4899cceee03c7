import { type Calibration, calibrationSchema, NEUTRAL_CALIBRATION } from '../pipeline/score.ts'
import type { Database } from './database.ts'
import { parseJson } from './json.ts'

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

/** The calibration of an encoder; a neutral guess where none was fitted, or what was fitted cannot be read. */
export async function readCalibration(db: Database, encoder: string): Promise<Calibration> {
  const row = await db.query
    .selectFrom('calibrations')
    .select('calibration')
    .where('encoder', '=', encoder)
    .executeTakeFirst()
  const parsed = calibrationSchema.safeParse(parseJson(row?.calibration))
  return parsed.success ? parsed.data : NEUTRAL_CALIBRATION
}
