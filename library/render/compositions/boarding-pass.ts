import { backdrop, card, figure, layer, lookOf, printInk, spoken } from '../look.ts'
import { aeroplane, barcode } from '../parts.ts'
import { fitSize, textBlock, textLine, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

const INK = '#1f2733'

/** A boarding pass as a telephone shows it: route with an aeroplane, remark, a perforation with notches, a bar code. */
export const boardingPass: Composition = drawing => {
  const look = lookOf(drawing)
  const accent = printInk(look.palette)
  const [route = '', remark = ''] = drawing.lines
  const [from = '', to = ''] = route.split(/\s*(?:→|->|—>|至)\s*/)
  const outline =
    'M44 24H468A24 24 0 0 1 492 48V322A20 20 0 0 0 492 362V464A24 24 0 0 1 468 488H44A24 24 0 0 1 20 464V362A20 20 0 0 0 20 322V48A24 24 0 0 1 44 24Z'
  const paper = `<clipPath id="pass"><path d="${outline}"/></clipPath><g filter="url(#shadow)"><path d="${outline}" fill="#ffffff"/></g><g clip-path="url(#pass)"><rect x="20" y="24" width="472" height="76" fill="${accent}"/><path d="M330 24L512 24V100H270Z" fill="#ffffff" opacity="0.13"/></g>${aeroplane(70, 62, 0.72, '#ffffff')}${card({ x: 104, y: 50, width: 120, height: 12, radius: 6 }, 'fill="#ffffff"')}${card({ x: 104, y: 70, width: 76, height: 8, radius: 4 }, 'fill="#ffffff" opacity="0.6"')}`
  const tear = `<path d="M52 342H460" stroke="#b6bfcc" stroke-width="5" stroke-dasharray="3 13" stroke-linecap="round"/>`
  const bars = barcode(route, { x: 48, y: 380, width: 258, height: 80 }, INK)
  const place = (text: string, x: number): string => {
    const rows = wrap(text, 4.4, 'label')
    const options = { x, width: 196, most: 76, fills: [INK], face: 'label', leading: 1.12 } as const
    const height = textBlock(rows, { ...options, top: 0 }).height
    return textBlock(rows, { ...options, top: 176 - height / 2 }).svg
  }
  const whole = textLine(route, { x: 256, y: 176, size: fitSize(route, 440, 76, 'label'), fill: INK, face: 'label' })
  const flight = `<path d="M218 176H222M232 176H236M276 176H280M290 176H294" stroke="${accent}" stroke-width="6" stroke-linecap="round"/>${aeroplane(256, 176, 0.62, accent)}`
  const size = fitSize(remark, 444, 50, 'label')
  const words = to === '' ? whole : place(from, 122) + flight + place(to, 390)
  const rule = `<path d="M44 246H468" stroke="#e4e8ee" stroke-width="4"/>`
  const remarks = textLine(remark, { x: 256, y: 290, size, fill: accent, face: 'label' })
  return {
    width: 512,
    height: 512,
    layers: [
      backdrop(look, 512, 512),
      layer('print', paper + tear + bars + rule),
      ...spoken(drawing.motion, 'print', words, remarks, { x: 256, y: 290 }),
      figure(drawing.motion, 0, { cx: 396, cy: 416, size: 160, tilt: 7, finish: 'sticker' }),
    ],
  }
}
