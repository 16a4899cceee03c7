import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type PlotSpec, svgOf } from '../../indexer/evaluate/svg.ts'

export { COLOURS, type PlotSpec } from '../../indexer/evaluate/svg.ts'

/** One row of a plot's data. */
export type Row = Readonly<Record<string, number | string | boolean | null>>

const FOLDER = new URL('../../docs/images/', import.meta.url)

/** Draws a plot to `docs/images/NAME.svg`. @returns the path of the file */
export async function drawPlot(name: string, spec: PlotSpec): Promise<string> {
  const path = fileURLToPath(new URL(`${name}.svg`, FOLDER))
  writeFileSync(path, `${await svgOf(spec)}\n`)
  return path
}

/** The arithmetic mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
