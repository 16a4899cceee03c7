import { createHash } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DoutuError } from '../../src/errors.ts'
import { readManifest, type Source } from './manifest.ts'
import { type Rendered, render } from './render.ts'
import type { Style } from './types.ts'

// A CommonJS package whose types claim a default export that it does not have, hence not an `import`.
const phash = createRequire(import.meta.url)('sharp-phash') as (image: Buffer) => Promise<string>

/** What a run of the renderer made. */
export interface RenderSummary {
  readonly drawn: number
  readonly stills: number
  readonly animated: number
  readonly bytes: number
}

/** What the renderer can be told. */
export interface RenderOptions {
  readonly onProgress?: (done: number, total: number) => void
  /** Slugs to draw; all others keep their files and their lines. */
  readonly only?: readonly string[]
}

const artLicences: Readonly<Record<Style, string>> = {
  'fluent-3d': 'Fluent Emoji 3D (MIT)',
  'fluent-flat': 'Fluent Emoji Flat (MIT)',
  noto: 'Noto Emoji (Apache-2.0)',
}

/** The licences of exactly what a picture is made of: "Art: Noto Emoji (Apache-2.0); fonts: ZCOOL KuaiLe (OFL-1.1)". */
export function licenceOf({ styles, families }: Pick<Rendered, 'styles' | 'families'>): string {
  const art = styles.map(style => artLicences[style]).join(', ')
  // All the fonts have the same licence.
  const fonts = families.map(family => `${family} (OFL-1.1)`).join(', ')
  const parts = [...(art ? [`art: ${art}`] : []), ...(fonts ? [`fonts: ${fonts}`] : [])].join('; ')
  return parts.charAt(0).toUpperCase() + parts.slice(1)
}

/** Draws the memes that a library's manifest describes, and writes their facts into the manifest, in the same order. */
export async function renderLibrary(folder: string, options: RenderOptions = {}): Promise<RenderSummary> {
  const manifest = join(folder, 'manifest.jsonl')
  const entries = await readManifest(manifest)
  const unknown = options.only?.find(slug => !entries.some(({ source }) => source.slug === slug))
  if (unknown !== undefined)
    throw new DoutuError('not-found', `No meme is called "${unknown}".`, `Slugs are in ${manifest}.`)
  const wanted = entries.filter(({ source }) => options.only?.includes(source.slug) ?? true)
  await mkdir(join(folder, 'images'), { recursive: true })
  const drawn = new Map<string, PictureFacts>()
  const summary = { drawn: 0, stills: 0, animated: 0, bytes: 0 }
  for (const { source } of wanted) {
    const picture = await named(source.slug, render(source.drawing))
    const file = `images/${source.slug}.${picture.extension}`
    const stale = `images/${source.slug}.${picture.extension === 'gif' ? 'webp' : 'gif'}`
    await rm(join(folder, stale), { force: true })
    await writeFile(join(folder, file), picture.data)
    drawn.set(source.slug, await factsOf(file, picture))
    summary.drawn += 1
    summary.stills += picture.frames === 1 ? 1 : 0
    summary.animated += picture.frames === 1 ? 0 : 1
    summary.bytes += picture.data.length
    options.onProgress?.(summary.drawn, wanted.length)
  }
  // Drawing takes minutes: what somebody wrote into the manifest meanwhile is kept.
  const text = (await readManifest(manifest))
    .map(({ source, line }) => {
      const facts = drawn.get(source.slug)
      return `${JSON.stringify(facts ? manifestLine(source, facts) : line)}\n`
    })
    .join('')
  // Whole or not at all: a run that is stopped must not leave half a manifest.
  await writeFile(`${manifest}.new`, text)
  await rename(`${manifest}.new`, manifest)
  return summary
}

/** A promise whose failure says which meme it is about. */
async function named<T>(slug: string, drawing: Promise<T>): Promise<T> {
  return drawing.catch((error: unknown) => {
    if (!(error instanceof DoutuError)) throw error
    throw new DoutuError(error.code, `${slug}: ${error.message}`, error.hint, error)
  })
}

/** What the manifest says of a picture. */
type PictureFacts = Awaited<ReturnType<typeof factsOf>>

async function factsOf(file: string, picture: Rendered) {
  const bits = await phash(picture.data)
  return {
    id: createHash('sha256').update(picture.data).digest('hex'),
    file,
    mime: picture.mime,
    width: picture.width,
    height: picture.height,
    frames: picture.frames,
    perceptualHash: BigInt(`0b${bits}`).toString(16).padStart(16, '0'),
    licence: licenceOf(picture),
  }
}

function manifestLine(source: Source, { id, licence, ...picture }: PictureFacts): Record<string, unknown> {
  return {
    id,
    slug: source.slug,
    ...picture,
    caption: source.caption,
    rating: 'safe',
    source: 'doutu starter',
    licence,
    scope: 'global',
    intents: source.intents,
    temper: source.temper,
    drawing: source.drawing,
    annotation: source.annotation,
  }
}

// `node --import tsx library/render/library.ts [slug …]` draws the starter library.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const only = process.argv.slice(2)
  const folder = join(import.meta.dirname, '..', 'starter')
  const summary = await renderLibrary(folder, {
    ...(only.length > 0 ? { only } : {}),
    onProgress: (done, total) => process.stderr.write(`\r${done}/${total}`),
  })
  process.stderr.write(`\n${JSON.stringify(summary)}\n`)
}
