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
  const columns = samples(area.left * image.width, area.right * image.width, width, image.width)
  const rows = samples(area.top * image.height, area.bottom * image.height, height, image.height)
  const top = rows.first[0]!
  const narrow = sampleColumns(image, columns, width, top, rows.second.at(-1)! + 1)
  const values = new Float32Array(width * height)
  for (let y = 0; y < height; y += 1)
    for (let row = y * rows.each; row < (y + 1) * rows.each; row += 1) {
      const above = (rows.first[row]! - top) * width
      const below = (rows.second[row]! - top) * width
      const low = rows.share[row]! / rows.each
      const high = 1 / rows.each - low
      for (let x = 0; x < width; x += 1)
        values[y * width + x] = values[y * width + x]! + narrow[above + x]! * high + narrow[below + x]! * low
    }
  return { width, height, values }
}

/** Rows of a picture, from one to before another, each at its new width. Plain loops: this runs hundreds of times for a pair of pictures. */
function sampleColumns(image: GreyImage, columns: Samples, width: number, from: number, to: number): Float32Array {
  const { each, first, second, share } = columns
  const narrow = new Float32Array((to - from) * width)
  for (let row = from; row < to; row += 1) {
    const start = row * image.width
    for (let x = 0; x < width; x += 1) {
      let sum = 0
      for (let column = x * each; column < (x + 1) * each; column += 1) {
        const left = image.pixels[start + first[column]!]!
        sum += left + (image.pixels[start + second[column]!]! - left) * share[column]!
      }
      narrow[(row - from) * width + x] = sum / each
    }
  }
  return narrow
}

/** A picture so many times smaller, each pixel the mean of a square of them. @param times divides both sides */
export function reduced(image: GreyImage, times: number): GreyImage {
  const [width, height] = [image.width / times, image.height / times]
  const pixels = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      let sum = 0
      for (let row = y * times; row < (y + 1) * times; row += 1)
        for (let column = x * times; column < (x + 1) * times; column += 1)
          sum += image.pixels[row * image.width + column]!
      pixels[y * width + x] = Math.round(sum / (times * times))
    }
  return { width, height, pixels }
}

/** Where samples are taken along one side: the two pixels that each lies between, and the second one's share. */
interface Samples {
  /** Samples for each value. */
  readonly each: number
  readonly first: Int32Array
  readonly second: Int32Array
  readonly share: Float32Array
}

const MOST_SAMPLES = 4

function samples(from: number, to: number, values: number, pixels: number): Samples {
  const step = (to - from) / values
  const each = Math.max(1, Math.min(MOST_SAMPLES, Math.round(step)))
  const count = values * each
  const [first, second, share] = [new Int32Array(count), new Int32Array(count), new Float32Array(count)]
  for (let index = 0; index < count; index += 1) {
    const place = from + ((index + 0.5) / each) * step - 0.5
    const floor = Math.floor(place)
    first[index] = Math.min(pixels - 1, Math.max(0, floor))
    second[index] = Math.min(pixels - 1, Math.max(0, floor + 1))
    share[index] = place - floor
  }
  return { each, first, second, share }
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

/** Mean difference of two patches' values within a window. */
export function meanDifference(first: Patch, second: Patch, { left, top, width, height }: Window): number {
  let sum = 0
  for (let y = top; y < top + height; y += 1)
    for (let x = left; x < left + width; x += 1)
      sum += Math.abs(first.values[y * first.width + x]! - second.values[y * second.width + x]!)
  return sum / (width * height)
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
