import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { distance, fingerprintOf } from './fingerprint/fingerprint.ts'
import { readManifest, STARTER_FOLDER } from './manifest.ts'
import { readStarterFingerprints } from './starter-fingerprints.ts'

const memes = readManifest(STARTER_FOLDER)

test('every starter meme comes with its fingerprint, and no other does: `npx doutu library map` writes them', () => {
  expect([...readStarterFingerprints().keys()].sort()).toEqual(memes.map(({ id }) => id).sort())
})

test('the fingerprints are those of the pictures, but for what decoders differ in', async () => {
  const known = readStarterFingerprints()
  for (const { id, file } of memes.filter((_, index) => index % 9 === 0)) {
    const fingerprint = await fingerprintOf(readFileSync(join(STARTER_FOLDER, file)))
    expect(distance(known.get(id)!, fingerprint), file).toBeLessThan(0.02)
  }
})
