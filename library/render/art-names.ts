import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DoutuError } from '../../src/errors.ts'
import type { Style } from './types.ts'

const require = createRequire(import.meta.url)

/** A set of icons as Iconify publishes it: SVG bodies by name, in boxes of the same size. */
export interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>
  readonly aliases?: Readonly<Record<string, { readonly parent: string; readonly hFlip?: boolean }>>
  readonly width: number
  readonly height: number
}

/** A set of icons, and which character each icon is, by code points in hexadecimal. */
function iconSet(name: string): { icons: IconSet; characters: Readonly<Record<string, string>> } {
  return {
    icons: require(`@iconify-json/${name}/icons.json`) as IconSet,
    characters: require(`@iconify-json/${name}/chars.json`) as Readonly<Record<string, string>>,
  }
}

const flat = iconSet('fluent-emoji-flat')
const noto = iconSet('noto')

/** The two sets of vector art. */
export const iconSets: Readonly<Record<Exclude<Style, 'fluent-3d'>, IconSet>> = {
  'fluent-flat': flat.icons,
  noto: noto.icons,
}

/** Folder of the images of Fluent Emoji 3D, named by code points. */
export const imageFolder = join(dirname(require.resolve('@lobehub/fluent-emoji-3d/package.json')), 'assets')

/** Code points without the selector that asks for the colourful form: the sets differ in whether they write it. */
const bare = (codes: string): string => codes.replaceAll('-fe0f', '').toLowerCase()

const byCode = (characters: Readonly<Record<string, string>>): Map<string, string> =>
  new Map(Object.entries(characters).map(([codes, name]) => [bare(codes), name]))

/** What each set calls the emoji of some code points. */
const files: Readonly<Record<Style, ReadonlyMap<string, string>>> = {
  'fluent-3d': new Map(
    readdirSync(imageFolder)
      .filter(file => file.endsWith('.webp'))
      .map(file => [bare(file.slice(0, -5)), file]),
  ),
  'fluent-flat': byCode(flat.characters),
  noto: byCode(noto.characters),
}

/** Code points by short name. Noto has the names of today's CLDR, so they win; Fluent's older ones are kept. */
const codes = new Map<string, string>()
for (const { icons, characters } of [flat, noto]) {
  const known = new Map(Object.entries(characters).map(([code, name]) => [name, bare(code)]))
  for (const [alias, { parent, hFlip }] of Object.entries(icons.aliases ?? {})) {
    const code = known.get(parent)
    if (code !== undefined && !hFlip && !codes.has(alias)) codes.set(alias, code)
  }
  for (const [name, code] of known) codes.set(name, code)
}

/** A short name as the sets spell it: lower case, without accents and punctuation, joined by hyphens. */
function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\u0300-\u036f’'“”",.:!()]/g, '')
    .trim()
    .replace(/[\s_&-]+/g, '-')
}

/**
 * The code points, in hexadecimal joined by hyphens, of an emoji by its short name in Unicode's CLDR. Some animals are
 * called by both their name and their face ("fox", "fox face"), so either finds the other.
 * @throws DoutuError `library-broken` if no emoji is called that
 */
export function codePointsOf(name: string): string {
  const slug = slugOf(name)
  const code = codes.get(slug) ?? codes.get(slug.replace(/-face$/, '')) ?? codes.get(`${slug}-face`)
  if (code !== undefined) return code
  const words = slug.split('-').filter(word => word.length > 2)
  const near = [...codes.keys()].filter(
    other => words.some(word => other.includes(word)) && !/skin|dark|light/.test(other),
  )
  throw new DoutuError(
    'library-broken',
    `No emoji is called "${name}".`,
    near.length > 0
      ? `Names are Unicode's CLDR short names; near it are: ${near.slice(0, 8).join(', ').replaceAll('-', ' ')}.`
      : "Names are Unicode's CLDR short names, such as “melting face”.",
  )
}

/** What a set calls an emoji, or undefined if it lacks it: a file of `imageFolder`, or a name in an icon set. */
export function artIn(style: Style, codePoints: string): string | undefined {
  const name = files[style].get(codePoints)
  return style === 'fluent-3d' || name === undefined || name in iconSets[style].icons ? name : undefined
}
