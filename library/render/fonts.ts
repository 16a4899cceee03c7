import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type FontMetrics, readMetrics } from './metrics.ts'

const require = createRequire(import.meta.url)
const playfulFile = require.resolve('@expo-google-fonts/zcool-kuaile/400Regular/ZCOOLKuaiLe_400Regular.ttf')
const notoFolder = join(dirname(require.resolve('@embedpdf/fonts-sc')), '..', 'fonts')

/** The two faces: `playful` is handwriting for captions, `label` is a heavy sans serif for print. */
export type Face = 'playful' | 'label'

/** SVG attributes that select a face. Each names the other as its fallback, so a rare character is never a box. */
export const faceAttributes: Readonly<Record<Face, string>> = {
  playful: `font-family="'ZCOOL KuaiLe','Noto Sans S Chinese'"`,
  label: `font-family="'Noto Sans S Chinese','ZCOOL KuaiLe'" font-weight="700"`,
}

const metrics: Record<Face, FontMetrics> = {
  playful: readMetrics(playfulFile),
  label: readMetrics(join(notoFolder, 'NotoSansHans-Bold.otf')),
}

/** The width of a text, in units of the font size. */
export function widthOf(text: string, face: Face): number {
  const own = metrics[face]
  const other = metrics[face === 'playful' ? 'label' : 'playful']
  return [...text].reduce((sum, character) => sum + (own.has(character) ? own : other).advance(character), 0)
}

/** True if one of the two fonts has every character of the text. */
export function canDraw(text: string): boolean {
  return [...text].every(character => metrics.playful.has(character) || metrics.label.has(character))
}

let prepared = false

/**
 * Points the text renderer at the fonts in node_modules, and at nothing else, so that pictures come out the same on
 * every machine. It reads its settings once, at the first text it draws: this must come before, and must run in the
 * main thread of its process (a worker's environment is a copy that native code does not see).
 */
export function prepareFonts(): void {
  if (prepared) return
  const folder = mkdtempSync(join(tmpdir(), 'doutu-fonts-'))
  const file = join(folder, 'fonts.conf')
  const folders = [dirname(playfulFile), notoFolder].map(path => `<dir>${path.replaceAll('&', '&amp;')}</dir>`)
  writeFileSync(file, `<fontconfig>${folders.join('')}<cachedir>${join(folder, 'cache')}</cachedir></fontconfig>`)
  process.env.FONTCONFIG_FILE = file
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  prepared = true
}
