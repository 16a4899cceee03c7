import sharp from 'sharp'
import { SIDE } from './frames.ts'

/** Side of the grey picture that is transformed, and of the block of frequencies, without the constant ones, that the hash tells. */
const GRID = 32
const BLOCK = 8

const COSINES = Array.from({ length: BLOCK }, (_, index) =>
  Float64Array.from({ length: GRID }, (_, at) => Math.cos(((2 * at + 1) / (2 * GRID)) * (index + 1) * Math.PI)),
)

/**
 * The hash that the manifest carries: 64 bits as 16 hexadecimal digits, the same that sharp-phash finds, which transforms all 1024
 * frequencies one by one and so takes a hundred times as long.
 * @param pixels {@link SIDE} × {@link SIDE} pixels of red, green and blue
 */
export async function hash64(pixels: Uint8Array): Promise<string> {
  const grey = await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .greyscale()
    .resize(GRID, GRID, { fit: 'fill' })
    .raw()
    .toBuffer()
  const values = lowFrequencies(grey)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const bits = Array.from(values, value => (value > mean ? '1' : '0')).join('')
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0')
}

/** Cosine transform along one side, then along the other; columns first, as sharp-phash has it. */
function lowFrequencies(grey: Uint8Array): Float64Array {
  const columns = new Float64Array(GRID * BLOCK)
  for (let x = 0; x < GRID; x += 1)
    for (const [index, cosines] of COSINES.entries()) {
      let sum = 0
      for (let y = 0; y < GRID; y += 1) sum += cosines[y]! * grey[y * GRID + x]!
      columns[x * BLOCK + index] = sum
    }
  const values = new Float64Array(BLOCK * BLOCK)
  for (const [across, cosines] of COSINES.entries())
    for (let down = 0; down < BLOCK; down += 1) {
      let sum = 0
      for (let x = 0; x < GRID; x += 1) sum += cosines[x]! * columns[x * BLOCK + down]!
      values[across * BLOCK + down] = sum
    }
  return values
}
