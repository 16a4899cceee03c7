import { backdrop, card, figure, layer, lookOf, printInk, spoken } from '../look.ts'
import { magnifier } from '../parts.ts'
import { textBlock, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

/** Words begin here, right of the icons, and have this much room. */
const LEFT = 84
const ROOM = 398

/** A search page: what somebody typed, with the cursor behind it, and what the machine suggests. The art is the doodle. */
export const search: Composition = drawing => {
  const look = lookOf(drawing)
  const { palette } = look
  const accent = printInk(palette)
  const [query = '', ...suggestions] = drawing.lines
  const art = drawing.art.length > 0
  const words = (text: string, fill: string, most: number, least: number) => {
    const rows = wrap(text, ROOM / least, 'label')
    const options = {
      x: LEFT,
      width: ROOM,
      most: rows.length > 1 ? least : most,
      fills: [fill],
      anchor: 'start',
      face: 'label',
      leading: 1.22,
    } as const
    const height = textBlock(rows, { ...options, top: 0 }).height
    return { height, at: (middle: number) => textBlock(rows, { ...options, top: middle - height / 2 }).svg }
  }
  const typed = words(query, '#1d2129', 54, 38)
  const offers = suggestions.map(text => words(text, '#3b4250', 46, 36))
  const box = { y: art ? 178 : 132, height: Math.max(88, typed.height + 34) }
  let y = box.y + box.height
  const rows = offers.map((offer, at) => {
    const height = Math.max(76, offer.height + 24)
    const middle = y + height / 2
    y += height
    const rule = at > 0 ? `<path d="M48 ${middle - height / 2}H464" stroke="#e6e9ef" stroke-width="3"/>` : ''
    return `${rule}${magnifier(56, middle, '#9aa3b2')}${offer.at(middle)}`
  })
  const foot = y + (offers.length > 0 ? 14 : 0)
  const height = Math.round(foot + 44)
  const panel = `<g filter="url(#shadow)">${card({ x: 20, y: box.y, width: 472, height: foot - box.y, radius: offers.length > 0 ? 30 : 44 }, 'fill="#ffffff"')}</g>${card({ x: 20, y: box.y, width: 472, height: foot - box.y, radius: offers.length > 0 ? 30 : 44 }, `fill="none" stroke="${accent}" stroke-width="5"`)}${offers.length > 0 ? `<path d="M40 ${box.y + box.height}H472" stroke="#dfe3ea" stroke-width="3"/>` : ''}${magnifier(56, box.y + box.height / 2, accent)}`
  const places = art ? [70, 118, 394, 442] : [148, 220, 292, 364]
  const bulbs = ['#4285f4', '#ea4335', '#fbbc05', '#34a853']
    .map((colour, at) => {
      const outer = at === 0 || at === 3
      const middle = art ? (outer ? 110 : 84) : outer ? 78 : 64
      return `<circle cx="${places[at]}" cy="${middle}" r="${art ? (outer ? 16 : 22) : 27}" fill="${colour}" stroke="#ffffff" stroke-width="5"/>`
    })
    .join('')
  const setup = typed.at(box.y + box.height / 2) + rows.slice(0, -1).join('')
  return {
    width: 512,
    height,
    layers: [
      backdrop(look, 512, height, 256, 110),
      layer('decor', bulbs, 256, 100),
      ...(art ? [figure(drawing.motion, 0, { cx: 256, cy: 92, size: 160, finish: 'sticker' })] : []),
      layer('caption', panel),
      ...spoken(drawing.motion, 'caption', setup, rows.at(-1) ?? '', { x: 256, y: foot - 52 }),
    ],
  }
}
