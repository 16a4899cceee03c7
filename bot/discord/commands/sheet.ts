import sharp from 'sharp'
import { CHART_FONT, prepareChartFont } from '../charts/fonts.ts'

const SIDE = 180
const GAP = 8
const COLUMNS = 4

/** Thumbnails side by side on one picture, numbered from 1; one that cannot be read stays empty. */
export async function contactSheet(paths: readonly string[]): Promise<Buffer> {
  prepareChartFont()
  const columns = Math.min(COLUMNS, paths.length)
  const rows = Math.ceil(paths.length / COLUMNS)
  const tiles = await Promise.all(
    paths.map(async (path, index) => {
      const left = GAP + (index % COLUMNS) * (SIDE + GAP)
      const top = GAP + Math.floor(index / COLUMNS) * (SIDE + GAP)
      const thumbnail = await sharp(path)
        .resize({ width: SIDE, height: SIDE, fit: 'contain', background: '#ffffff' })
        .png()
        .toBuffer()
        .catch(() => undefined)
      const number = { input: numberTag(index + 1), left, top }
      return thumbnail ? [{ input: thumbnail, left, top }, number] : [number]
    }),
  )
  const size = (count: number) => count * (SIDE + GAP) + GAP
  return sharp({ create: { width: size(columns), height: size(rows), channels: 3, background: '#e9e9ee' } })
    .composite(tiles.flat())
    .webp({ quality: 75 })
    .toBuffer()
}

function numberTag(number: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="34" height="34"><circle cx="17" cy="17" r="15" fill="#5865f2"/><text x="17" y="23" font-size="17" font-weight="700" font-family="${CHART_FONT}" fill="white" text-anchor="middle">${number}</text></svg>`,
  )
}
