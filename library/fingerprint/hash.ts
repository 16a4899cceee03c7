import { SIDE } from './frames.ts'
import type { View } from './views.ts'

/** Side of the grey picture that is transformed, and of the block of low frequencies whose signs make the hash. */
const GRID = 32
const FREQUENCIES = 16
/** Bits of a hash. */
export const HASH_BITS = FREQUENCIES * FREQUENCIES
/**
 * Coefficients nearer to 0 than this, in levels of brightness of the orthonormal transform, say nothing: compression alone turns
 * their signs.
 */
const SILENT = 12

/** Makes the two-dimensional transform orthonormal. */
const NORM = 2 / GRID

const COSINES = Array.from({ length: FREQUENCIES + 1 }, (_, frequency) =>
  Float64Array.from({ length: GRID }, (_, index) => Math.cos(((2 * index + 1) * frequency * Math.PI) / (2 * GRID))),
)

/**
 * Perceptual hash of a part of a frame: the signs of the 16 × 16 lowest frequencies (without the constant ones) of the discrete cosine
 * transform of its brightness, and which of them are loud enough to count; 256 bits each, as 64 hexadecimal digits each. After
 * Zauner, pHash, 2010, which counts all.
 */
export function hashView(pixels: Uint8Array, view: View): string {
  const transformed = transform(greyGrid(pixels, view, GRID))
  return digits(transformed, value => value > 0) + digits(transformed, value => Math.abs(value) >= SILENT)
}

function digits(values: Float64Array, holds: (value: number) => boolean): string {
  let text = ''
  for (let bit = 0; bit < HASH_BITS; bit += 4) {
    let digit = 0
    for (let offset = 0; offset < 4; offset += 1) digit = digit * 2 + (holds(values[bit + offset]!) ? 1 : 0)
    text += digit.toString(16)
  }
  return text
}

/** Brightness of a part of a frame as a square of `side` × `side` means, 0 to 255. */
export function greyGrid(pixels: Uint8Array, view: View, side: number): Float64Array {
  const grid = new Float64Array(side * side)
  const columns = spans(view.left, view.right, side)
  for (const [row, { from, to }] of spans(view.top, view.bottom, side).entries()) {
    for (const [column, span] of columns.entries()) {
      let sum = 0
      for (let y = from; y < to; y += 1)
        for (let x = span.from; x < span.to; x += 1) {
          const at = (y * SIDE + x) * 3
          sum += 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!
        }
      grid[row * side + column] = sum / ((to - from) * (span.to - span.from))
    }
  }
  return grid
}

/** `parts` spans of whole pixels that cover a range; each has one pixel at least. */
function spans(from: number, to: number, parts: number): Array<{ from: number; to: number }> {
  const step = (to - from) / parts
  return Array.from({ length: parts }, (_, part) => {
    const start = Math.min(to - 1, Math.floor(from + part * step))
    return { from: start, to: Math.max(start + 1, Math.round(from + (part + 1) * step)) }
  })
}

function transform(grid: Float64Array): Float64Array {
  const rows = new Float64Array(FREQUENCIES * GRID)
  for (let frequency = 0; frequency < FREQUENCIES; frequency += 1)
    for (let y = 0; y < GRID; y += 1) {
      let sum = 0
      for (let x = 0; x < GRID; x += 1) sum += COSINES[frequency + 1]![x]! * grid[y * GRID + x]!
      rows[frequency * GRID + y] = sum
    }
  const result = new Float64Array(HASH_BITS)
  for (let vertical = 0; vertical < FREQUENCIES; vertical += 1)
    for (let horizontal = 0; horizontal < FREQUENCIES; horizontal += 1) {
      let sum = 0
      for (let y = 0; y < GRID; y += 1) sum += COSINES[vertical + 1]![y]! * rows[horizontal * GRID + y]!
      result[vertical * FREQUENCIES + horizontal] = sum * NORM
    }
  return result
}
