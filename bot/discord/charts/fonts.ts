import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The family that charts are lettered in: it comes with the program and has every Chinese character. */
export const CHART_FONT = 'Noto Sans S Chinese'

let prepared = false

/**
 * Points the text renderer at that font. It reads its settings once, at the first text it draws: this must come before. Where somebody
 * has pointed it at fonts already, those stay.
 */
export function prepareChartFont(): void {
  if (prepared || process.env.FONTCONFIG_FILE) return
  const fonts = join(dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')), '..', 'fonts')
  const folder = mkdtempSync(join(tmpdir(), 'doutu-chart-fonts-'))
  const file = join(folder, 'fonts.conf')
  const entry = `<dir>${fonts.replaceAll('&', '&amp;')}</dir><cachedir>${join(folder, 'cache')}</cachedir>`
  writeFileSync(file, `<fontconfig>${entry}</fontconfig>`)
  process.env.FONTCONFIG_FILE = file
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  prepared = true
}
