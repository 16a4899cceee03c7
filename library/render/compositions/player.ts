import { card, figure, layer, lookOf, printInk, spoken } from '../look.ts'
import { heart } from '../shapes.ts'
import { fitSize, textLine } from '../text.ts'
import type { Composition } from '../types.ts'

/** The middle and the radius of the record. */
const DISC = { x: 256, y: 176, radius: 152 } as const

/** A music player: the record with the art as its label, the needle on it, the song, and the buttons. */
export const player: Composition = drawing => {
  const { palette, next } = lookOf(drawing)
  const accent = printInk(palette)
  const [song = '', artist = ''] = drawing.lines
  const [from, to] = palette.dark ? [palette.from, palette.to] : [palette.to, palette.from]
  const ground = `<defs><linearGradient id="room" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs><rect width="512" height="560" fill="url(#room)"/>`
  const grooves = [142, 130, 119, 108]
    .map(
      radius =>
        `<circle cx="${DISC.x}" cy="${DISC.y}" r="${radius}" fill="none" stroke="#ffffff" stroke-width="1.6" opacity="0.16"/>`,
    )
    .join('')
  const shine = `<path d="M${DISC.x} ${DISC.y}L${DISC.x - 118} ${DISC.y - 92}A150 150 0 0 1 ${DISC.x - 74} ${DISC.y - 130}ZM${DISC.x} ${DISC.y}L${DISC.x + 118} ${DISC.y + 92}A150 150 0 0 1 ${DISC.x + 74} ${DISC.y + 130}Z" fill="#ffffff" opacity="0.14"/>`
  const record = `<g filter="url(#shadow)"><circle cx="${DISC.x}" cy="${DISC.y}" r="${DISC.radius}" fill="#16171d"/></g>${grooves}${shine}<circle cx="${DISC.x}" cy="${DISC.y}" r="96" fill="${palette.card}"/><circle cx="${DISC.x}" cy="${DISC.y}" r="96" fill="${palette.pattern}" opacity="0.5"/>`
  const needle = `<g stroke-linecap="round" stroke-linejoin="round"><path d="M446 26L430 120L372 190" fill="none" stroke="#00000033" stroke-width="15" transform="translate(5 6)"/><path d="M446 26L430 120L372 190" fill="none" stroke="#eef1f6" stroke-width="12"/><path d="M380 180L360 206" stroke="#4a4f5c" stroke-width="18"/></g><circle cx="446" cy="28" r="24" fill="#dfe4ec"/><circle cx="446" cy="28" r="10" fill="#8e96a6"/>`
  const share = 0.2 + 0.6 * next()
  const bar = `${card({ x: 40, y: 458, width: 432, height: 8, radius: 4 }, `fill="${palette.dark ? '#ffffff' : palette.ink}" opacity="0.22"`)}${card({ x: 40, y: 458, width: Math.round(432 * share), height: 8, radius: 4 }, `fill="${palette.dark ? '#ffffff' : accent}"`)}<circle cx="${Math.round(40 + 432 * share)}" cy="462" r="13" fill="#ffffff" stroke="${accent}" stroke-width="5"/>`
  const ink = palette.dark ? '#ffffff' : palette.ink
  const buttons = `<g fill="${ink}"><path d="M178 496V532L148 514ZM142 496h7v36h-7zM334 496V532L364 514ZM363 496h7v36h-7z"/></g><g filter="url(#soft)"><circle cx="256" cy="514" r="34" fill="${palette.dark ? '#ffffff' : accent}"/></g><g fill="${palette.dark ? accent : '#ffffff'}">${card({ x: 243, y: 499, width: 9, height: 30, radius: 3 }, '')}${card({ x: 260, y: 499, width: 9, height: 30, radius: 3 }, '')}</g>${heart({ x: 68, y: 514, size: 36 })}<path d="M430 504h28M430 514h28M430 524h16" stroke="${ink}" stroke-width="5" stroke-linecap="round"/>`
  const title = textLine(song, {
    x: 256,
    y: 368,
    size: fitSize(song, 476, 66, 'label'),
    fill: ink,
    outline: palette.dark ? palette.outline : '#ffffff',
    face: 'label',
  })
  const below = textLine(artist, {
    x: 256,
    y: 424,
    size: fitSize(artist, 470, 42, 'label'),
    fill: palette.dark ? palette.accent : accent,
    outline: palette.dark ? palette.outline : '#ffffff',
    face: 'label',
  })
  return {
    width: 512,
    height: 560,
    layers: [
      layer('background', ground + record),
      figure(drawing.motion, 0, { cx: DISC.x, cy: DISC.y, size: 164, finish: 'flat' }),
      layer('background', needle),
      layer('caption', bar + buttons),
      ...spoken(drawing.motion, 'caption', title, below, { x: 256, y: 424 }),
    ],
  }
}
