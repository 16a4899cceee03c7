import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/helpers.ts'
import { RejectionError } from './reasons.ts'
import { zipOf } from './zip.fixture.ts'
import { isUnsafe, listZip, zipSources } from './zip.ts'

const LIMITS = { bytes: 1_000_000 }

function saved(bytes: Buffer): string {
  const path = join(temporaryFolder(), 'x.zip')
  writeFileSync(path, bytes)
  return path
}

test('entries are listed and read, whether deflated or stored', async () => {
  const path = saved(
    zipOf([
      { name: '猫/a.png', content: Buffer.from('abc') },
      { name: 'b.gif', content: Buffer.alloc(5000, 7), stored: true },
    ]),
  )
  const entries = await listZip(path, LIMITS)
  expect(entries.map(entry => entry.path)).toEqual(['猫/a.png', 'b.gif'])
  expect((await Promise.all(entries.map(entry => entry.read()))).map(String)).toEqual([
    'abc',
    Buffer.alloc(5000, 7).toString(),
  ])
})

test('names in GBK are read where nothing says UTF-8', async () => {
  const gbk = Buffer.from([0xb1, 0xed, 0xc7, 0xe9, 0x2e, 0x67, 0x69, 0x66])
  expect((await listZip(saved(zipOf([{ name: gbk, content: Buffer.from('x') }])), LIMITS))[0]!.path).toBe('表情.gif')
})

test.each(['../../etc/passwd', '/etc/passwd', 'a/../../b.png', 'C:\\Windows\\x.png', '..\\x.png'])(
  '%s leads out of the zip file, and is rejected',
  async name => {
    const entries = await listZip(
      saved(
        zipOf([
          { name, content: Buffer.from('x') },
          { name: 'ok.png', content: Buffer.from('y') },
        ]),
      ),
      LIMITS,
    )
    expect(zipSources(entries, 'x.zip')).toMatchObject([
      { rejected: { reason: 'zip-unsafe-name' } },
      { source: { path: 'ok.png' } },
    ])
  },
)

test('names that only look odd are not unsafe', () => {
  for (const name of ['a..b.png', '...png', '猫 /..x/y.gif']) expect(isUnsafe(name), name).toBe(false)
})

test.each([
  ['says more than it holds', { claimed: 10_000 }, 'zip-broken'],
  ['says less than it holds', { claimed: 10 }, 'zip-broken'],
  ['has another checksum', { crc: 1 }, 'zip-broken'],
  ['is encrypted', { flags: 1 }, 'zip-encrypted'],
  ['is compressed in another way', { method: 14 }, 'zip-unsupported'],
] as const)('an entry that %s is rejected', async (_, given, reason) => {
  const [entry] = await listZip(saved(zipOf([{ name: 'a.png', content: Buffer.alloc(5000, 3), ...given }])), LIMITS)
  await expect(entry!.read()).rejects.toMatchObject({ reason })
})

test('an entry that would unpack to far more than it is, is not unpacked', async () => {
  const content = Buffer.alloc(50_000_000)
  const path = saved(zipOf([{ name: 'bomb.png', content }]))
  const [entry] = await listZip(path, { bytes: 100_000_000 })
  expect(deflateRawSync(content).length).toBeLessThan(content.length / 200)
  await expect(entry!.read()).rejects.toMatchObject({ reason: 'zip-bomb' })
})

test('an entry larger than the limit is not read', async () => {
  const [entry] = await listZip(saved(zipOf([{ name: 'a.png', content: Buffer.alloc(2000, 1) }])), { bytes: 1000 })
  await expect(entry!.read()).rejects.toMatchObject({ reason: 'too-many-bytes' })
})

test('whatever is done to a zip file, it is read or rejected', async () => {
  const whole = zipOf([
    { name: 'a.png', content: Buffer.from('abc'.repeat(50)) },
    { name: 'b.png', content: Buffer.from('xyz'), stored: true },
  ])
  const path = saved(whole)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }),
      fc.nat(whole.length),
      async (flips, cut) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of flips) bytes[at] = value
        writeFileSync(path, bytes.subarray(0, flips.length % 2 === 0 ? cut : bytes.length))
        try {
          for (const entry of await listZip(path, LIMITS)) await entry.read().catch(rejected)
        } catch (error) {
          rejected(error)
        }
      },
    ),
    { numRuns: 150 },
  )
})

function rejected(error: unknown): void {
  if (!(error instanceof RejectionError)) throw error
}

test('a zip file within a zip file is said to be one, whatever its name', async () => {
  const inner = zipOf([{ name: 'a.png', content: Buffer.from('abc') }])
  const [found] = zipSources(await listZip(saved(zipOf([{ name: '猫.png', content: inner }])), LIMITS), 'x.zip')
  const read = found && 'source' in found ? found.source.read() : undefined
  await expect(read).rejects.toMatchObject({ reason: 'zip-nested' })
})
