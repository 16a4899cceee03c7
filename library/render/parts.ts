import { round, seeded } from './random.ts'

/** Parts that several printed things have. All are SVG, at absolute places. */

/** A bar code, the same for the same words. */
export function barcode(
  words: string,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  colour: string,
): string {
  const next = seeded(`bars ${words}`)
  let bars = ''
  for (let x = 0; x < box.width - 5; ) {
    const wide = 1.5 + 4 * next()
    bars += `M${round(box.x + x)} ${box.y}h${round(wide)}v${box.height}h${round(-wide)}z`
    x += wide + 1.6 + 3.4 * next()
  }
  return `<path d="${bars}" fill="${colour}"/>`
}

/** A strip of translucent sticky tape, its middle at (x, y). */
export const tape = (x: number, y: number, turn: number, colour = '#f7e7a1'): string =>
  `<g transform="translate(${x} ${y}) rotate(${turn})"><path d="M-58-17l5 6-5 6 5 5-5 6 5 5-5 6H58l-5-6 5-5-5-6 5-5-5-6 5-6z" fill="${colour}" opacity="0.82"/><path d="M-50-8H50" stroke="#ffffff" stroke-width="3" opacity="0.5"/></g>`

/** A round pin with a shadow. */
export const pin = (x: number, y: number, colour: string): string =>
  `<g transform="translate(${x} ${y})"><ellipse cx="7" cy="13" rx="17" ry="9" fill="#000000" opacity="0.22"/><circle r="17" fill="${colour}"/><circle r="9" cx="-3" cy="-4" fill="#ffffff" opacity="0.35"/><circle r="3.5" cx="-6" cy="-7" fill="#ffffff"/></g>`

/** A five-pointed star with that outer radius. */
export function star(x: number, y: number, radius: number, colour: string): string {
  const points = Array.from({ length: 10 }, (_, at) => {
    const reach = at % 2 === 0 ? radius : radius * 0.44
    const turn = (Math.PI * at) / 5 - Math.PI / 2
    return `${round(x + reach * Math.cos(turn))} ${round(y + reach * Math.sin(turn))}`
  })
  return `<path d="M${points.join('L')}Z" fill="${colour}" stroke="${colour}" stroke-width="${round(radius * 0.12)}" stroke-linejoin="round"/>`
}

/** A telephone receiver, about 60 wide, its middle at (x, y). */
export const receiver = (x: number, y: number, turn: number): string =>
  `<path transform="translate(${x} ${y}) rotate(${turn}) scale(1.15)" d="M-27 6C-27-12-14-17 0-17S27-12 27 6C27 11 24 12 20 11L12 9C9 8 9 6 9 2V-3C3-5-3-5-9-3V2C-9 6-9 8-12 9L-20 11C-24 12-27 11-27 6Z" fill="#ffffff"/>`

/** A magnifying glass, about 30 wide, its middle at (x, y). */
export const magnifier = (x: number, y: number, colour: string): string =>
  `<g transform="translate(${x} ${y})" fill="none" stroke="${colour}" stroke-width="5.5" stroke-linecap="round"><circle cx="-3" cy="-3" r="11"/><path d="M6 6L14 14"/></g>`

/** An aeroplane seen from above that flies to the right, about 60 long, its middle at (x, y). */
export const aeroplane = (x: number, y: number, scale: number, colour: string): string =>
  `<path transform="translate(${x} ${y}) scale(${scale})" d="M30 0C30-5 22-6 16-6H8L-8-28H-15L-7-6H-19L-25-14H-30L-26 0L-30 14H-25L-19 6H-7L-15 28H-8L8 6H16C22 6 30 5 30 0Z" fill="${colour}"/>`
