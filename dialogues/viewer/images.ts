import PQueue from 'p-queue'
import sharp from 'sharp'
import type { FoundMeme } from '../formats/images.ts'

const SIZE = 240
const AT_ONCE = 2

/** Small WebP copies of images as data URLs, by meme id; animated ones stay animated. One that cannot be read is left out. */
export async function inlineImages(found: readonly FoundMeme[]): Promise<Record<string, string>> {
  const queue = new PQueue({ concurrency: AT_ONCE })
  const entries = await Promise.all(
    found.map(({ meme, path }) =>
      queue.add(async () => {
        const bytes = await sharp(path, { animated: true })
          .resize({ width: SIZE, height: SIZE, fit: 'inside', withoutEnlargement: true })
          .webp({ quality: 70 })
          .toBuffer()
          .catch(() => undefined)
        return bytes && ([meme.id, `data:image/webp;base64,${bytes.toString('base64')}`] as const)
      }),
    ),
  )
  return Object.fromEntries(entries.filter(entry => entry !== undefined))
}
