import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Fingerprint, fingerprintOf, fingerprintSchema } from './fingerprint/fingerprint.ts'
import { type ManifestEntry, STARTER_FOLDER } from './manifest.ts'

const PATH = join(STARTER_FOLDER, 'fingerprints.jsonl')
const lineSchema = z.object({ id: z.string(), fingerprint: fingerprintSchema })

/** The fingerprints that come with the starter library, by meme id, so that a first import need not look at it; none of an older version. */
export function readStarterFingerprints(path: string = PATH): ReadonlyMap<string, Fingerprint> {
  if (!existsSync(path)) return new Map()
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  return new Map(
    lines.flatMap(line => {
      const { success, data } = lineSchema.safeParse(JSON.parse(line))
      return success ? [[data.id, data.fingerprint] as const] : []
    }),
  )
}

/** The file's content for a manifest, a line per meme. */
export async function starterFingerprints(folder: string, memes: readonly ManifestEntry[]): Promise<string> {
  const lines: string[] = []
  for (const { id, file } of memes) {
    const fingerprint = await fingerprintOf(await readFile(join(folder, file)))
    lines.push(JSON.stringify({ id, fingerprint }))
  }
  return `${lines.join('\n')}\n`
}
