import type { ManifestEntry } from '../../library/manifest.ts'
import { render } from '../../library/render/render.ts'

const OTHER_CHARACTERS = [...'不都还真就太好来去说想没大小一有人吃看']

/** The drawing of a meme, with other words of the same number of lines. */
export async function withOtherLines(
  meme: ManifestEntry,
  others: readonly ManifestEntry[],
  random: () => number,
): Promise<Buffer> {
  const { lines } = meme.drawing
  const fitting = others.filter(other => other.slug !== meme.slug && other.drawing.lines.length === lines.length)
  const other = fitting[Math.floor(random() * fitting.length)]
  const changed = other ? other.drawing.lines : lines.map(line => [...line].reverse().join(''))
  return draw(meme, changed)
}

/** The drawing of a meme, with one character of its longest line replaced. */
export async function withOneOtherCharacter(
  meme: ManifestEntry,
  _others: readonly ManifestEntry[],
  random: () => number,
): Promise<Buffer> {
  const lines = [...meme.drawing.lines]
  const lengths = lines.map(line => [...line].length)
  const longest = lengths.indexOf(Math.max(...lengths))
  const characters = [...lines[longest]!]
  const places = characters.flatMap((character, index) => (/\p{Script=Han}/u.test(character) ? [index] : []))
  const place = places[Math.floor(random() * places.length)] ?? 0
  const choice = OTHER_CHARACTERS.filter(character => character !== characters[place])
  characters[place] = choice[Math.floor(random() * choice.length)]!
  lines[longest] = characters.join('')
  return draw(meme, lines)
}

/** A sibling of a meme: the same layout and the same words with another figure; undefined for drawings without one. */
export async function withOtherFigure(
  meme: ManifestEntry,
  others: readonly ManifestEntry[],
  random: () => number,
): Promise<Buffer | undefined> {
  const { art, composition } = meme.drawing
  const fitting = others.filter(
    ({ drawing }) =>
      drawing.composition === composition && drawing.art.length === art.length && drawing.art[0] !== art[0],
  )
  const other = fitting[Math.floor(random() * fitting.length)]
  if (!other || art.length === 0) return undefined
  const drawing = { ...meme.drawing, art: other.drawing.art } as Parameters<typeof render>[0]
  return (await render(drawing)).data
}

/** The drawing of a meme with other words. */
async function draw(meme: ManifestEntry, lines: readonly string[]): Promise<Buffer> {
  const drawing = meme.drawing as Parameters<typeof render>[0]
  return (await render({ ...drawing, lines })).data
}
