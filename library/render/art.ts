import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { DoutuError } from '../../src/errors.ts'
import { artIn, codePointsOf, iconSets, imageFolder } from './art-names.ts'
import { round } from './random.ts'
import { STYLES, type Style } from './types.ts'

/** The side of an art image inside a scene's definitions; `artAt` scales from it. */
const SIDE = 256

/** A piece of art as it will be drawn: the set it really comes from, and what that set calls it. */
export interface Art {
  readonly style: Style
  readonly file: string
}

/**
 * The art of an emoji in the wanted style, or in the next one that has it.
 * @throws DoutuError `library-broken` if no emoji is called that, or no set has it
 */
export function findArt(name: string, wanted: Style): Art {
  const codePoints = codePointsOf(name)
  for (const style of [wanted, ...STYLES]) {
    const file = artIn(style, codePoints)
    if (file !== undefined) return { style, file }
  }
  throw new DoutuError('library-broken', `None of the sets of art has "${name}".`, 'Choose another emoji.')
}

/** The pixels of a piece of art, enlarged here because Lanczos looks better than what SVG would do. */
function picture({ style, file }: Art): Sharp {
  if (style === 'fluent-3d') return sharp(join(imageFolder, file))
  const { icons, width, height } = iconSets[style]
  const body = icons[file]?.body ?? ''
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="512" height="512" viewBox="0 0 ${width} ${height}">${body}</svg>`,
    ),
  )
}

const loaded = new Map<string, Promise<string>>()

/** A piece of art as SVG: an `<image>` whose id is `art` and the index. */
export async function artDefinition(art: Art, index: number): Promise<string> {
  const key = `${art.style}/${art.file}`
  // The SVG renderer reads PNG, not WebP.
  const data =
    loaded.get(key) ??
    picture(art)
      // Animals stand in unequal margins: without them, a size means the size of what is seen.
      .trim()
      .resize(348, 348, { fit: 'contain', background: '#00000000' })
      .extend({ top: 18, bottom: 18, left: 18, right: 18, background: '#00000000' })
      .sharpen({ sigma: 0.6 })
      .png({ compressionLevel: 3 })
      .toBuffer()
      .then(png => png.toString('base64'))
  loaded.set(key, data)
  return `<image id="art${index}" width="${SIDE}" height="${SIDE}" href="data:image/png;base64,${await data}"/>`
}

/** Where and how a piece of art stands. */
export interface ArtPlace {
  readonly cx: number
  readonly cy: number
  readonly size: number
  readonly tilt?: number
  readonly flip?: boolean
  /** `sticker` has a white rim and a shadow, `shadow` only the shadow, `flat` neither. */
  readonly finish?: 'sticker' | 'shadow' | 'flat'
}

/** SVG that draws the scene's art of that index. */
export function artAt(index: number, { cx, cy, size, tilt = 0, flip = false, finish = 'shadow' }: ArtPlace): string {
  const scale = size / SIDE
  const inner = `<g transform="translate(${round(cx)} ${round(cy)}) rotate(${round(tilt)}) scale(${round(flip ? -scale : scale)} ${round(scale)})"><use href="#art${index}" x="${-SIDE / 2}" y="${-SIDE / 2}"/></g>`
  return finish === 'flat' ? inner : `<g filter="url(#${finish})">${inner}</g>`
}

/** The filters that `artAt` names. The rim is a blur made hard again, because SVG's own dilation has square corners. */
export const artFilters = `<filter id="shadow" x="-20%" y="-20%" width="140%" height="150%"><feDropShadow dx="0" dy="9" stdDeviation="8" flood-color="#1a1030" flood-opacity="0.32"/></filter>
<filter id="sticker" x="-20%" y="-20%" width="140%" height="150%"><feGaussianBlur in="SourceAlpha" stdDeviation="6"/><feComponentTransfer><feFuncA type="linear" slope="14" intercept="-1.2"/></feComponentTransfer><feGaussianBlur stdDeviation="0.7" result="grown"/><feFlood flood-color="#ffffff"/><feComposite in2="grown" operator="in" result="rim"/><feMerge result="figure"><feMergeNode in="rim"/><feMergeNode in="SourceGraphic"/></feMerge><feDropShadow in="figure" dx="0" dy="7" stdDeviation="6" flood-color="#1a1030" flood-opacity="0.38"/></filter>
<filter id="soft" x="-20%" y="-20%" width="140%" height="150%"><feDropShadow dx="0" dy="6" stdDeviation="7" flood-color="#1a1030" flood-opacity="0.25"/></filter>`
