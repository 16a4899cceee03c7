import { card, figure, layer, lookOf, printInk, spoken } from '../look.ts'
import { textBlock, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

const GREY = '#ece9e2'
const INK = '#1b1b1f'

/** A raised button of an old desktop. */
const raised = (x: number, y: number, width: number, height: number, pressed: boolean): string =>
  `${card({ x, y, width, height, radius: 5 }, `fill="#f8f7f3" stroke="${pressed ? '#1b1b1f' : '#8d8a82'}" stroke-width="${pressed ? 4 : 3}"`)}<path d="M${x + 5} ${y + height - 5}H${x + width - 5}V${y + 5}" fill="none" stroke="#c4c0b6" stroke-width="4"/>`

/** An error window that has left copies of itself behind it, as a computer that hangs does: icon, message, buttons. */
export const dialog: Composition = drawing => {
  const { palette } = lookOf(drawing)
  const accent = printInk(palette)
  const [message = '', ...buttons] = drawing.lines
  const rows = wrap(message, 5.6, 'label')
  const options = {
    x: 186,
    width: 276,
    most: rows.length > 1 ? 56 : 60,
    fills: [INK],
    face: 'label',
    anchor: 'start',
    leading: 1.24,
  } as const
  const height = textBlock(rows, { ...options, top: 0 }).height
  const foot = 352
  const gap = 16
  const wide = Math.min(212, (420 - gap * (buttons.length - 1)) / Math.max(1, buttons.length))
  const from = 256 - (wide * buttons.length + gap * (buttons.length - 1)) / 2
  const places = buttons.map((text, at) => {
    const x = from + at * (wide + gap)
    const label = wrap(text, 5.4, 'label')
    const most = label.length > 1 ? 34 : 46
    const block = { x: x + wide / 2, width: wide - 16, most, fills: [INK], face: 'label', leading: 1.02 } as const
    const words = textBlock(label, { ...block, top: foot + 38 - textBlock(label, { ...block, top: 0 }).height / 2 })
    return { x: x + wide / 2, svg: raised(x, foot, wide, 76, at === 0) + words.svg }
  })
  const controls = [398, 432, 466]
    .map(
      (x, at) =>
        `${card({ x: x - 14, y: 76, width: 28, height: 28, radius: 4 }, `fill="${at === 2 ? '#e5484d' : '#ffffff'}" fill-opacity="${at === 2 ? 1 : 0.3}" stroke="#ffffff" stroke-width="2"`)}<path d="${['M-6 6H6', 'M-6-6H6V6H-6Z', 'M-6-6L6 6M6-6L-6 6'][at]}" transform="translate(${x} 90)" fill="none" stroke="#ffffff" stroke-width="3.5"/>`,
    )
    .join('')
  const window = `${card({ x: 24, y: 60, width: 464, height: 396, radius: 10 }, `fill="${GREY}" stroke="#3a3a44" stroke-width="4"`)}<path d="M26 116V72A10 10 0 0 1 36 62H476A10 10 0 0 1 486 72V116Z" fill="${accent}"/><path d="M26 88V72A10 10 0 0 1 36 62H476A10 10 0 0 1 486 72V88Z" fill="#ffffff" opacity="0.16"/>${card({ x: 48, y: 82, width: 150, height: 16, radius: 8 }, 'fill="#ffffff" opacity="0.9"')}${controls}`
  const ghosts = [2, 1]
    .map(
      step => `<g transform="translate(${step * 14 - 14} ${step * -22})" opacity="${0.85 - step * 0.12}">${window}</g>`,
    )
    .join('')
  const desktop = `<defs><linearGradient id="desk" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${palette.to}"/><stop offset="1" stop-color="${palette.from}"/></linearGradient></defs><rect width="512" height="512" fill="url(#desk)"/><path d="M0 420Q130 350 270 420T512 400V512H0Z" fill="${palette.pattern}" opacity="0.7"/><rect y="474" width="512" height="38" fill="${accent}"/>${card({ x: 8, y: 479, width: 84, height: 28, radius: 6 }, 'fill="#35b14c"')}${card({ x: 22, y: 485, width: 16, height: 16, radius: 3 }, 'fill="#ffffff"')}${card({ x: 46, y: 489, width: 34, height: 8, radius: 4 }, 'fill="#ffffff"')}`
  const cursor = `<path transform="translate(${(places[0]?.x ?? 256) + wide * 0.32} ${foot + 52}) scale(1.5)" d="M0 0V30L7 23L12 34L18 31L13 21H23Z" fill="#ffffff" stroke="#1b1b1f" stroke-width="2.4" stroke-linejoin="round"/>`
  const last = places.at(-1)
  return {
    width: 512,
    height: 512,
    layers: [
      layer('background', desktop),
      layer('print', `${ghosts}<g filter="url(#shadow)">${window}</g>`),
      figure(drawing.motion, 0, { cx: 108, cy: 232, size: 158, finish: 'shadow' }),
      ...spoken(
        drawing.motion,
        'print',
        textBlock(rows, { ...options, top: 232 - height / 2 }).svg +
          places
            .slice(0, -1)
            .map(place => place.svg)
            .join(''),
        last?.svg ?? '',
        { x: last?.x ?? 256, y: foot + 38 },
      ),
      ...(places.length > 0 ? [layer('print', cursor)] : []),
    ],
  }
}
