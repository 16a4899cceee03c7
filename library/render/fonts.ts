import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type FontMetrics, readMetrics } from './metrics.ts'

const require = createRequire(import.meta.url)
const expo = (file: string): string => require.resolve(`@expo-google-fonts/${file}`)
const notoFolder = join(dirname(require.resolve('@embedpdf/fonts-sc')), '..', 'fonts')

/**
 * The faces: `playful` is handwriting for captions, `label` a heavy sans serif for print, `brush` is written with a
 * brush, `poster` is tall and heavy for titles, `book` has the fine strokes of a printed book.
 */
export const FACES = ['playful', 'label', 'brush', 'poster', 'book'] as const
export type Face = (typeof FACES)[number]

interface Font {
  readonly family: string
  readonly file: string
  readonly weight?: number
}

const fonts: Readonly<Record<Face, Font>> = {
  playful: { family: 'ZCOOL KuaiLe', file: expo('zcool-kuaile/400Regular/ZCOOLKuaiLe_400Regular.ttf') },
  label: { family: 'Noto Sans S Chinese', file: join(notoFolder, 'NotoSansHans-Bold.otf'), weight: 700 },
  brush: { family: 'Ma Shan Zheng', file: expo('ma-shan-zheng/400Regular/MaShanZheng_400Regular.ttf') },
  poster: {
    family: 'ZCOOL QingKe HuangYou',
    file: expo('zcool-qingke-huangyou/400Regular/ZCOOLQingKeHuangYou_400Regular.ttf'),
  },
  book: { family: 'ZCOOL XiaoWei', file: expo('zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf') },
}

/** The faces that a face falls back on, itself first: a rare character is never a box. */
const fallbacks = (face: Face): Face[] => [...new Set<Face>([face, 'label', 'playful'])]

const attributesOf = (face: Face): string => {
  const families = fallbacks(face).map(each => `'${fonts[each].family}'`)
  const weight = fonts[face].weight
  return `font-family="${families.join(',')}"${weight === undefined ? '' : ` font-weight="${weight}"`}`
}

/** SVG attributes that select a face. */
export const faceAttributes: Readonly<Record<Face, string>> = {
  playful: attributesOf('playful'),
  label: attributesOf('label'),
  brush: attributesOf('brush'),
  poster: attributesOf('poster'),
  book: attributesOf('book'),
}

const metrics: Readonly<Record<Face, FontMetrics>> = {
  playful: readMetrics(fonts.playful.file),
  label: readMetrics(fonts.label.file),
  brush: readMetrics(fonts.brush.file),
  poster: readMetrics(fonts.poster.file),
  book: readMetrics(fonts.book.file),
}

/** The face that really draws a character of a text in that face. */
const drawing = (character: string, face: Face): Face =>
  fallbacks(face).find(each => metrics[each].has(character)) ?? face

/** The width of a text, in units of the font size. */
export function widthOf(text: string, face: Face): number {
  return [...text].reduce((sum, character) => sum + metrics[drawing(character, face)].advance(character), 0)
}

/** True if one of the two fonts that all faces fall back on has every character of the text. */
export function canDraw(text: string): boolean {
  return [...text].every(character => metrics.playful.has(character) || metrics.label.has(character))
}

/** The families of the fonts that some SVG's texts are drawn with, in a fixed order. */
export function familiesIn(svg: string): string[] {
  const used = new Set<Face>()
  for (const [, family, text = ''] of svg.matchAll(/<text [^>]*?font-family="'([^']+)'[^>]*>([^<]*)</g)) {
    const face = FACES.find(each => fonts[each].family === family)
    if (face === undefined) continue
    for (const character of text.replaceAll(/&#?\w+;/g, '&')) if (character.trim()) used.add(drawing(character, face))
  }
  return FACES.filter(face => used.has(face)).map(face => fonts[face].family)
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
  const folders = [...new Set(Object.values(fonts).map(font => dirname(font.file)))].map(
    path => `<dir>${path.replaceAll('&', '&amp;')}</dir>`,
  )
  writeFileSync(file, `<fontconfig>${folders.join('')}<cachedir>${join(folder, 'cache')}</cachedir></fontconfig>`)
  process.env.FONTCONFIG_FILE = file
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  prepared = true
}
