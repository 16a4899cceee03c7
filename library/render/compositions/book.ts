import { backdrop, card, figure, layer, lookOf, printInk, spoken } from '../look.ts'
import { rowsOf, textBlock, wrap } from '../text.ts'
import type { Composition, PaletteName } from '../types.ts'

/** Cover, darker spine, and ornament of a book. */
const covers: Readonly<Record<PaletteName, readonly [string, string, string]>> = {
  cream: ['#f6e3b4', '#c9a45c', '#8a5a1f'],
  pink: ['#f9b9cd', '#d4708f', '#a8244f'],
  mint: ['#a9dec5', '#4f9f81', '#0f5c46'],
  sky: ['#a5cdf2', '#4d86bf', '#15457f'],
  lemon: ['#ffdf5e', '#d3a412', '#7a5600'],
  lilac: ['#cdb6f4', '#8763c9', '#482291'],
  peach: ['#ffbf96', '#d9773f', '#8f3512'],
  white: ['#f3f1ea', '#b9b4a6', '#3c3a36'],
  night: ['#2c3170', '#171a47', '#ffd86b'],
  red: ['#c22a2f', '#86121a', '#ffd98a'],
}

/** A book that stands on a table: spine, edges of the pages, a framed cover with title, picture and author. */
export const book: Composition = drawing => {
  const look = lookOf(drawing)
  const [title = '', author = ''] = drawing.lines
  const [cover, spine, gilt] = covers[drawing.palette]
  const ink = look.palette.dark ? '#fff6dc' : gilt
  const rows = wrap(title, 6.4, 'book')
  const options = { x: 272, width: 366, most: 78, fills: [ink], face: 'book', leading: 1.16 } as const
  const tall = textBlock(rows, { ...options, top: 0 }).height
  const words = textBlock(rows, { ...options, top: 68 }).svg
  const by = { x: 272, width: 340, most: 46, fills: [ink], face: 'label', leading: 1.14 } as const
  const authors = rowsOf(author, by.width, 'label')
  const bylineHeight = textBlock(authors, { ...by, top: 0 }).height
  const room = { top: 68 + tall + 8, foot: 512 - bylineHeight }
  const height = room.foot - room.top - 8
  const pages = Array.from({ length: 4 }, (_, at) => `M${470 + at * 4} ${44 + at * 4}V${540 + at * 2}`).join('')
  const body = `<g filter="url(#shadow)"><path d="M66 32H466L488 50V566H88L66 548Z" fill="#f7f2e4"/></g><path d="${pages}M88 556H486" stroke="#d9cfb4" stroke-width="2"/>${card({ x: 28, y: 26, width: 442, height: 524, radius: 8 }, `fill="${cover}"`)}<path d="M36 26H70V550H36A8 8 0 0 1 28 542V34A8 8 0 0 1 36 26Z" fill="${spine}"/><path d="M76 26V550" stroke="#000000" stroke-width="5" opacity="0.14"/><path d="M36 62H62M36 76H62M36 496H62M36 510H62" stroke="${gilt}" stroke-width="5"/>${card({ x: 90, y: 44, width: 364, height: 488, radius: 4 }, `fill="none" stroke="${gilt}" stroke-width="4"`)}${card({ x: 98, y: 52, width: 348, height: 472, radius: 2 }, `fill="none" stroke="${gilt}" stroke-width="1.6"`)}`
  const cy = room.top + height / 2
  const plate = `<circle cx="272" cy="${cy}" r="${Math.min(150, height * 0.5)}" fill="#ffffff" opacity="${look.palette.dark ? 0.14 : 0.42}"/>`
  const byline = textBlock(authors, { ...by, top: 512 - bylineHeight }).svg
  const shine = `<path d="M90 26H190L110 550H78V26Z" fill="#ffffff" opacity="0.1"/>`
  const table = `<rect y="520" width="512" height="80" fill="${printInk(look.palette)}" opacity="0.28"/>`
  return {
    width: 512,
    height: 600,
    layers: [
      backdrop(look, 512, 600),
      layer('background', table),
      layer('print', body + plate + shine),
      figure(drawing.motion, 0, { cx: 272, cy, size: Math.min(286, height * 1.04), tilt: -3, finish: 'shadow' }),
      ...spoken(drawing.motion, 'print', words, byline, { x: 272, y: 512 - bylineHeight / 2 }),
    ],
  }
}
