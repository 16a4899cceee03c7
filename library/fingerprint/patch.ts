/** A grey picture: brightness 0 to 255, row by row. */
export interface GreyImage {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** A part of a picture as shares of its width and height; may reach beyond 0 and 1. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A square or oblong of brightness values, row by row. */
export interface Patch {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** Draws a part of a picture at another size; what lies beyond an edge repeats the edge. Each value is the mean of a few samples. */
export function samplePatch(image: GreyImage, area: Area, width: number, height: number): Patch {
  const values = new Float32Array(width * height)
  const across = ((area.right - area.left) * image.width) / width
  const down = ((area.bottom - area.top) * image.height) / height
  const [columns, rows] = [samplesFor(across), samplesFor(down)]
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      let sum = 0
      for (let row = 0; row < rows; row += 1)
        for (let column = 0; column < columns; column += 1)
          sum += at(
            image,
            area.left * image.width + (x + (column + 0.5) / columns) * across - 0.5,
            area.top * image.height + (y + (row + 0.5) / rows) * down - 0.5,
          )
      values[y * width + x] = sum / (rows * columns)
    }
  return { width, height, values }
}

const samplesFor = (pixels: number) => Math.max(1, Math.min(6, Math.round(pixels)))

/** Brightness between pixels, bilinear. */
function at({ width, height, pixels }: GreyImage, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [right, low] = [x - left, y - top]
  const value = (column: number, row: number) =>
    pixels[Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column))]!
  const above = value(left, top) * (1 - right) + value(left + 1, top) * right
  const below = value(left, top + 1) * (1 - right) + value(left + 1, top + 1) * right
  return above * (1 - low) + below * low
}

/** A window of a patch. */
export interface Window {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Standard deviation of a patch's values within a window. */
export function contrast(patch: Patch, { left, top, width, height }: Window): number {
  let [sum, squares] = [0, 0]
  for (let y = top; y < top + height; y += 1)
    for (let x = left; x < left + width; x += 1) {
      const value = patch.values[y * patch.width + x] ?? 0
      sum += value
      squares += value * value
    }
  const count = width * height
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2))
}

/**
 * Normalised cross-correlation of a window of one patch with the window of another that fits it best, shifted by at most `shift`
 * pixels each way: 1 for the same up to brightness and contrast, about 0 for strangers, −1 for the negative. 0 where either is flat.
 */
export function correlation(first: Patch, second: Patch, window: Window, shift: number): number {
  let best = -1
  for (let down = -shift; down <= shift; down += 1)
    for (let right = -shift; right <= shift; right += 1)
      best = Math.max(best, correlationAt(first, second, window, right, down))
  return best
}

function correlationAt(first: Patch, second: Patch, window: Window, right: number, down: number): number {
  let [count, sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0, 0]
  for (let y = window.top; y < window.top + window.height; y += 1) {
    const otherY = y + down
    if (y < 0 || y >= first.height || otherY < 0 || otherY >= second.height) continue
    for (let x = window.left; x < window.left + window.width; x += 1) {
      const otherX = x + right
      if (x < 0 || x >= first.width || otherX < 0 || otherX >= second.width) continue
      const a = first.values[y * first.width + x]!
      const b = second.values[otherY * second.width + otherX]!
      count += 1
      sumA += a
      sumB += b
      squaresA += a * a
      squaresB += b * b
      products += a * b
    }
  }
  const spread = (squaresA - (sumA * sumA) / count) * (squaresB - (sumB * sumB) / count)
  return count > 0 && spread > FLAT * count * count ? (products - (sumA * sumB) / count) / Math.sqrt(spread) : 0
}

/** Variances whose product is less than this are those of flat patches. */
const FLAT = 1
