// A small library of the keeper's own to annotate; nothing here needs vitest.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { openVisionModel } from '../../src/models/vision-model.ts'
import { seededRandom } from '../../src/random.ts'
import type { Database } from '../../src/storage/database.ts'
import { type LabelledMeme, readMemes, saveMemes } from '../../src/storage/memes.ts'
import { syntheticMeme, testConfig } from '../../test/fakes.ts'
import { fileOf, memesFolder } from '../import/place.ts'
import { openGate } from './gate.ts'
import type { AnnotationTools } from './run.ts'

/** Puts so many drafts, each with a picture of its own, into a library. */
export async function fillLibrary(database: Database, folder: string, count: number): Promise<LabelledMeme[]> {
  const memes = []
  for (let number = 0; number < count; number += 1) {
    const background = { r: number % 256, g: (number * 7) % 256, b: Math.floor(number / 256) }
    const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background } })
      .png()
      .toBuffer()
    const id = createHash('sha256').update(bytes).digest('hex')
    const file = fileOf({ id, mime: 'image/png' })
    mkdirSync(dirname(join(memesFolder(folder), file)), { recursive: true })
    writeFileSync(join(memesFolder(folder), file), bytes)
    memes.push(syntheticMeme(`${number}`, { id, file, caption: `图${number}`, state: 'review', origin: 'draft' }))
  }
  await saveMemes(database, memes, 0)
  return (await readMemes(database)).filter(meme => meme.origin === 'draft')
}

/** What a run needs, against a server on loopback. */
export function toolsFor(
  database: Database,
  folder: string,
  url: string,
  given: Partial<AnnotationTools> = {},
): AnnotationTools {
  const controller = new AbortController()
  const config = testConfig(folder, { LLM_BASE_URL: url, LLM_MODEL: 'eye', LLM_TIMEOUT_SECONDS: '1' })
  return {
    database,
    dataFolder: folder,
    model: openVisionModel(config)!,
    budget: { cost: undefined, tokens: undefined },
    prices: { input: 1, output: 2 },
    concurrency: 16,
    now: Date.now,
    random: seededRandom(1),
    gate: openGate(controller.signal, Date.now),
    controller,
    ...given,
  }
}
