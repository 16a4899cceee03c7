import { SIDE } from './frames.ts'

/** Side of the grey picture that is transformed, and of the block of frequencies, without the constant ones, that the hash tells. */
const GRID = 32
const BLOCK = 8
/** Pixels along the side of one field of that picture. */
const FIELD = SIDE / GRID

const COSINES = Array.from({ length: BLOCK }, (_, index) =>
  Float64Array.from({ length: GRID }, (_, at) => Math.cos(((2 * at + 1) / (2 * GRID)) * (index + 1) * Math.PI)),
)

/** Light of a value of sRGB, 0 to 1, by IEC 61966-2-1. */
const LIGHT = Float64Array.from({ length: 256 }, (_, value) =>
  value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
)
const STEPS = 4096
/** The way back, in so many steps. */
const VALUE = Float64Array.from({ length: STEPS + 1 }, (_, step) => {
  const light = step / STEPS
  return 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055)
})

/**
 * The hash that the manifest carries: 64 bits as 16 hexadecimal digits, but for a bit or two near its bound the one that sharp-phash
 * finds, which transforms all 1024 frequencies one by one and so takes a thousand times as long.
 * @param pixels {@link SIDE} × {@link SIDE} pixels of red, green and blue
 */
export function hash64(pixels: Uint8Array): string {
  const values = lowFrequencies(greyFields(pixels))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const bits = Array.from(values, value => (value > mean ? '1' : '0')).join('')
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0')
}

/** Mean brightness of each field, 0 to 255. */
function greyFields(pixels: Uint8Array): Float64Array {
  const grey = new Float64Array(GRID * GRID)
  for (let y = 0; y < SIDE; y += 1)
    for (let x = 0; x < SIDE; x += 1) {
      const at = (y * SIDE + x) * 3
      const light = 0.2126 * LIGHT[pixels[at]!]! + 0.7152 * LIGHT[pixels[at + 1]!]! + 0.0722 * LIGHT[pixels[at + 2]!]!
      grey[Math.floor(y / FIELD) * GRID + Math.floor(x / FIELD)]! += VALUE[Math.round(light * STEPS)]!
    }
  return grey.map(sum => sum / (FIELD * FIELD))
}

/** Cosine transform along one side, then along the other; columns first, as sharp-phash has it. */
function lowFrequencies(grey: Float64Array): Float64Array {
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
