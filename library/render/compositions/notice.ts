import { card, figure, layer, lookOf, spoken } from '../look.ts'
import { pin } from '../parts.ts'
import { round } from '../random.ts'
import { textBlock, wrap } from '../text.ts'
import type { Composition } from '../types.ts'

const RED = '#d0121b'
const INK = '#22242a'

/** A notice on a pole, as for a lost cat: red title, photograph, what is asked for, and slips to tear off, some gone. */
export const notice: Composition = drawing => {
  const { palette, next } = lookOf(drawing)
  const [title = '', ...body] = drawing.lines
  const art = drawing.art.length > 0
  const rows = body.flatMap(line => wrap(line, 13.3, 'label'))
  const titleRows = wrap(title, 10.5, 'label')
  const heading = textBlock(titleRows, {
    x: 256,
    top: 46,
    width: 416,
    most: 96,
    fills: [RED],
    face: 'label',
    leading: 1.14,
  })
  const photoTop = 46 + heading.height + 12
  const photo = art ? (rows.length > 2 ? 160 : 196) : 0
  const textTop = photoTop + photo + (art ? 14 : 6)
  const lines = { x: 256, width: 474, most: art ? 50 : 66, fills: [INK], face: 'label', leading: 1.24 } as const
  const words = textBlock(rows.slice(0, -1), { ...lines, top: textTop })
  const last = textBlock(rows.slice(-1), { ...lines, top: textTop + words.height })
  const foot = Math.round(textTop + words.height + last.height + 14)
  const height = foot + 104
  const torn = Math.floor(2 + 3 * next())
  const slips = Array.from({ length: 7 }, (_, at) => {
    const x = 8 + at * 70.9
    const length = at === torn ? 14 : 72
    const lean = at === torn ? 0 : round((next() - 0.5) * 5)
    return `<g transform="rotate(${lean} ${round(x + 35)} ${foot})"><path d="M${round(x)} ${foot}h70v${length}${at === torn ? 'l-14 7-14-6-14 8-14-7-14 5' : 'h-70'}z" fill="#fffef8" stroke="#c9c5b8" stroke-width="2.5"/>${at === torn ? '' : `<path d="M${round(x + 22)} ${foot + 14}v46M${round(x + 36)} ${foot + 14}v34" stroke="#8f93a0" stroke-width="6" stroke-linecap="round" stroke-dasharray="9 8"/>`}</g>`
  }).join('')
  const wood = palette.dark ? palette.to : palette.pattern
  const boards = Array.from({ length: 6 }, (_, at) => `M0 ${at * 128}H512`).join('')
  const grain = Array.from({ length: 20 }, () => {
    const x = Math.round(460 * next())
    return `M${x} ${Math.round(height * next())}h${Math.round(30 + 90 * next())}`
  }).join('')
  const wall = `<rect width="512" height="${height}" fill="${wood}"/><path d="${boards}" stroke="#000000" stroke-width="5" opacity="0.16"/><path d="${grain}" stroke="#000000" stroke-width="4" stroke-linecap="round" opacity="0.07"/>`
  const paper = `<g filter="url(#shadow)">${slips}<path d="M8 22H504V${foot + 2}H8Z" fill="#fffef8"/></g><path d="M8 ${foot}H504" stroke="#c9c5b8" stroke-width="3" stroke-dasharray="8 7"/>`
  const frame = art
    ? `${card({ x: 136, y: photoTop, width: 240, height: photo, radius: 4 }, `fill="${palette.from}" stroke="#3a3d45" stroke-width="5"`)}<clipPath id="photo">${card({ x: 138, y: photoTop + 2, width: 236, height: photo - 4 }, '')}</clipPath><path d="M138 ${photoTop + photo - 44}q118 -34 236 0v42h-236z" fill="${palette.pattern}" clip-path="url(#photo)"/>`
    : ''
  const pins = pin(256, 28, '#e5383b')
  return {
    width: 512,
    height,
    layers: [
      layer('background', wall),
      layer('print', paper + frame + pins),
      ...(art
        ? [
            figure(
              drawing.motion,
              0,
              { cx: 256, cy: photoTop + photo / 2 + 4, size: photo * 0.92, finish: 'flat' },
              'photo',
            ),
          ]
        : []),
      ...spoken(drawing.motion, 'print', heading.svg + words.svg, last.svg, {
        x: 256,
        y: textTop + words.height + last.height / 2,
      }),
    ],
  }
}
