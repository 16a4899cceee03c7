import { type Face, faceAttributes, widthOf } from './fonts.ts'
import { round } from './random.ts'

/** Text as XML wants it: a caption is words, never markup. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** The largest font size, up to `most`, at which the text is no wider than `width`. */
export function fitSize(text: string, width: number, most: number, face: Face = 'playful'): number {
  const em = widthOf(text, face)
  return em === 0 ? most : Math.min(most, Math.floor((width / em) * 10) / 10)
}

/** How one line of text is drawn. `y` is the middle of the characters, not their baseline. */
export interface TextStyle {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly fill: string
  /** An outline in this colour, with a soft shadow behind it; left out, the text is plain. */
  readonly outline?: string
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly face?: Face
  readonly tilt?: number
}

/** One line of text. With an outline: a shadow, the outline, then the characters, made a little bolder. */
export function textLine(text: string, style: TextStyle): string {
  const { size, fill, face = 'playful', tilt = 0 } = style
  const place = (dy: number): string =>
    `x="${round(style.x)}" y="${round(style.y + size * (face === 'playful' ? 0.36 : 0.37) + dy)}"`
  const common = `${faceAttributes[face]} font-size="${round(size)}" text-anchor="${style.anchor ?? 'middle'}" stroke-linejoin="round" stroke-linecap="round" xml:space="preserve"`
  const words = escapeXml(text)
  const bold = style.outline ? size * 0.03 : size * 0.015
  const body = `<text ${common} ${place(0)} fill="${fill}" stroke="${fill}" stroke-width="${round(bold)}">${words}</text>`
  const wide = round(size * 0.24)
  const behind = style.outline
    ? `<text ${common} ${place(size * 0.07)} fill="#000000" stroke="#000000" stroke-width="${wide}" opacity="0.22">${words}</text>` +
      `<text ${common} ${place(0)} fill="${style.outline}" stroke="${style.outline}" stroke-width="${wide}">${words}</text>`
    : ''
  return `<g transform="rotate(${round(tilt)} ${round(style.x)} ${round(style.y)})">${behind}${body}</g>`
}

const words = new Intl.Segmenter('zh', { granularity: 'word' })

/** Breaks a text in two rows of about equal width, between words; a text of up to `most` characters stays whole. */
export function wrap(text: string, most: number, face: Face = 'playful'): string[] {
  const total = widthOf(text, face)
  // Quotation marks hardly count: they are narrow, and a row of their own weight looks broken.
  if (widthOf(text.replace(/[“”]/g, ''), face) <= most) return [text]
  let best = ''
  let bestCost = Number.POSITIVE_INFINITY
  let head = ''
  for (const { segment } of words.segment(text)) {
    if (head !== '') {
      const rest = text.slice(head.length)
      // A row never begins with punctuation or ends with an opening mark; one character alone looks lost; and a break
      // after punctuation is worth some imbalance.
      const cost =
        Math.abs(widthOf(head, face) - total / 2) +
        (/^[，。！？：、…）”,.!?]/.test(rest) || /[（“]$/.test(head) ? 100 : 0) +
        (widthOf(rest.replace(/[）”]/g, ''), face) < 1.5 ? 1.5 : 0) -
        (/[，。！？：、… ]$/.test(head) ? 2.2 : 0)
      if (cost < bestCost) [best, bestCost] = [head, cost]
    }
    head += segment
  }
  return best === '' ? [text] : [best.trim(), text.slice(best.length).trim()]
}

/** A block of lines. */
export interface Block {
  readonly svg: string
  /** All lines but the last, and the last. */
  readonly setup: string
  readonly punchline: string
  readonly height: number
}

/** The smallest characters, in pixels of a picture 512 wide, that are still read on a telephone. */
export const LEAST_SIZE = 34

/** A text in one row, or in two if it would be smaller than what can be read. */
export function rowsOf(text: string, width: number, face: Face = 'playful', least: number = LEAST_SIZE): string[] {
  return wrap(text, Math.max(1, width / least), face)
}

/** How lines under each other are drawn; `most` is the largest font size. */
export interface BlockStyle {
  readonly x: number
  readonly width: number
  readonly most: number
  readonly fills: readonly string[]
  readonly outline?: string
  readonly face?: Face
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly leading?: number
}

/** Lines under each other, each fitted to the width by itself, with their middle at `y`. */
export function centredBlock(lines: readonly string[], style: BlockStyle & { readonly y: number }): Block {
  const { height } = textBlock(lines, { ...style, top: 0 })
  return textBlock(lines, { ...style, top: style.y - height / 2 })
}

/** Lines under each other, each fitted to the width by itself; `top` is where the block begins. */
export function textBlock(lines: readonly string[], options: BlockStyle & { readonly top: number }): Block {
  const { face = 'playful', leading = 1.16 } = options
  let y = options.top
  const parts = lines.map((line, index) => {
    const size = fitSize(line, options.width, options.most, face)
    const middle = y + (size * leading) / 2
    y += size * leading
    const fill = options.fills[Math.min(index, options.fills.length - 1)] ?? '#000000'
    return textLine(line, {
      x: options.x,
      y: middle,
      size,
      fill,
      face,
      ...(options.outline ? { outline: options.outline } : {}),
      ...(options.anchor ? { anchor: options.anchor } : {}),
    })
  })
  return {
    svg: parts.join(''),
    setup: parts.slice(0, -1).join(''),
    punchline: parts.at(-1) ?? '',
    height: y - options.top,
  }
}
