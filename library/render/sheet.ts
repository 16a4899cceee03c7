import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { readManifest } from './manifest.ts'

/** How contact sheets are laid out. */
export interface SheetOptions {
  /** Width and height of one meme, in pixels. */
  readonly cell?: number
  readonly columns?: number
  readonly rows?: number
}

/** Draws contact sheets of a library's pictures (the first frames of moving ones) and returns their files. */
export async function contactSheets(folder: string, target: string, options: SheetOptions = {}): Promise<string[]> {
  const { cell = 164, columns = 9, rows = 5 } = options
  await mkdir(target, { recursive: true })
  const entries = await readManifest(join(folder, 'manifest.jsonl'))
  const files = entries.map(({ line }) => line.file).filter(file => typeof file === 'string')
  const sheets: string[] = []
  for (let start = 0; start < files.length; start += columns * rows) {
    const page = files.slice(start, start + columns * rows)
    const tiles = await Promise.all(
      page.map(async (file, index) => ({
        input: await sharp(join(folder, file))
          .resize(cell - 6, cell - 6, { fit: 'inside' })
          .png()
          .toBuffer(),
        left: (index % columns) * cell + 3,
        top: Math.floor(index / columns) * cell + 3,
      })),
    )
    const sheet = join(target, `sheet-${sheets.length + 1}.png`)
    const height = Math.ceil(page.length / columns) * cell
    await sharp({ create: { width: columns * cell, height, channels: 3, background: '#777777' } })
      .composite(tiles)
      .png()
      .toFile(sheet)
    sheets.push(sheet)
  }
  return sheets
}

// `node --import tsx library/render/sheet.ts FOLDER` puts sheets of the starter library in FOLDER.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const target = process.argv[2] ?? 'sheets'
  for (const file of await contactSheets(join(import.meta.dirname, '..', 'starter'), target)) console.log(file)
}
