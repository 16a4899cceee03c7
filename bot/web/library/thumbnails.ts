import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PQueue from 'p-queue'
import sharp from 'sharp'
import type { StoredMeme } from '../../../src/schemas/meme.ts'

/** Longest side in pixels: sharp on a dense screen at the size of the gallery. */
const SIDE = 224
const QUALITY = 68
/** Drawn side by side; the other processor is the chat's. */
const SIDE_BY_SIDE = 2
const PIXEL_LIMIT = 64e6

interface Drawing {
  readonly drawn: Promise<Buffer>
  readonly waiting: Array<AbortSignal | undefined>
}

/**
 * Small still pictures of memes, made when they are first asked for and kept in a folder: a few kilobytes each, one per meme, named by
 * its content, so that none ever gets old.
 */
export class Thumbnails {
  private readonly queue = new PQueue({ concurrency: SIDE_BY_SIDE })
  private readonly drawing = new Map<string, Drawing>()

  constructor(private readonly folder: string) {}

  /**
   * The WebP bytes of a meme's thumbnail.
   * @param path where its image lies
   * @throws where the image is missing or cannot be decoded
   */
  async of(meme: Pick<StoredMeme, 'id' | 'frames'>, path: string, signal?: AbortSignal): Promise<Buffer> {
    const kept = join(this.folder, `${meme.id}.webp`)
    if (existsSync(kept)) return readFile(kept)
    const known = this.drawing.get(meme.id)
    if (known) {
      known.waiting.push(signal)
      return known.drawn
    }
    const waiting = [signal]
    const drawn = this.queue
      .add(() => {
        // Everybody who wanted it has scrolled on: it is not drawn for nobody.
        if (waiting.every(one => one?.aborted)) throw new Error('Nobody waits for it.')
        return this.draw(meme, path, kept)
      })
      .finally(() => this.drawing.delete(meme.id))
    this.drawing.set(meme.id, { drawn, waiting })
    return drawn
  }

  private async draw({ frames }: Pick<StoredMeme, 'frames'>, path: string, kept: string): Promise<Buffer> {
    // Towards the end of an animation all its words are there.
    const page = Math.floor(frames * 0.8)
    const bytes = await sharp(path, { page, limitInputPixels: PIXEL_LIMIT })
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: QUALITY, effort: 2 })
      .toBuffer()
    await this.keep(kept, bytes).catch(() => {})
    return bytes
  }

  // Renamed into place, so that a killed process leaves no half of one. A full disk only costs drawing it again.
  private async keep(path: string, bytes: Buffer): Promise<void> {
    const written = `${path}.${randomUUID()}`
    await mkdir(this.folder, { recursive: true })
    try {
      await writeFile(written, bytes)
      await rename(written, path)
    } catch (error) {
      await rm(written, { force: true })
      throw error
    }
  }
}
