import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import UPNG from 'upng-js'
import { zipOf } from '../../library/import/zip.fixture.ts'

/** What was written: how many files an import must account for, and which of them are sound. */
export interface HostileFolder {
  readonly files: number
  /** Names within the folder. */
  readonly good: readonly string[]
}

/** A sound picture of its own for every number, in one of seven formats. */
export async function soundPicture(number: number, format: keyof typeof FORMATS): Promise<Buffer> {
  const side = 64 + (number % 40)
  const pixels = (frame: number) => {
    const raw = Buffer.alloc(side * side * 4, 255)
    for (let y = 0; y < side; y += 1)
      for (let x = 0; x < side; x += 1) {
        const at = (y * side + x) * 4
        const inside =
          (x - side / 2 - frame * 6) ** 2 + (y - side / (2 + (number % 5))) ** 2 < (side / (3 + (number % 4))) ** 2
        raw.set(inside ? [(number * 53) % 256, 40, 200] : [x * 2, (y * number) % 256, 90 + frame], at)
      }
    return raw
  }
  return FORMATS[format](pixels, side)
}

type Draw = (frame: number) => Buffer
const still = (draw: Draw, side: number) => sharp(draw(0), { raw: { width: side, height: side, channels: 4 } })
const moving = (draw: Draw, side: number) =>
  sharp(Buffer.concat([0, 1, 2, 3].map(draw)), {
    raw: { width: side, height: side * 4, channels: 4, pageHeight: side },
  })

const FORMATS = {
  'still.png': (draw: Draw, side: number) => still(draw, side).png().toBuffer(),
  'still.jpg': (draw: Draw, side: number) => still(draw, side).flatten().jpeg().toBuffer(),
  'moving.gif': (draw: Draw, side: number) =>
    moving(draw, side)
      .gif({ delay: [90, 90, 90, 90] })
      .toBuffer(),
  'still.webp': (draw: Draw, side: number) => still(draw, side).webp().toBuffer(),
  'moving.webp': (draw: Draw, side: number) =>
    moving(draw, side)
      .webp({ delay: [90, 90, 90, 90] })
      .toBuffer(),
  'still.avif': (draw: Draw, side: number) => still(draw, side).avif({ effort: 0 }).toBuffer(),
  'moving.png': async (draw: Draw, side: number) =>
    Buffer.from(
      UPNG.encode(
        [0, 1, 2, 3].map(frame => Uint8Array.from(draw(frame)).buffer),
        side,
        side,
        0,
        [90, 90, 90, 90],
      ),
    ),
}

/** Formats of sound pictures, by the end of their names. */
export const FORMAT_NAMES = Object.keys(FORMATS) as Array<keyof typeof FORMATS>

/**
 * Fills a folder with broken and hostile files among sound ones: every format cut off at every 5 %, with flipped bytes, bombs of
 * several kinds, things that are no images, bad zip files, links in circles.
 */
export async function writeHostileFolder(folder: string, random: () => number): Promise<HostileFolder> {
  mkdirSync(folder, { recursive: true })
  const good: string[] = []
  let files = 0
  const put = (name: string, bytes: Buffer | string) => {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), bytes)
    files += 1
  }
  for (const [kind, format] of FORMAT_NAMES.entries()) {
    for (let copy = 0; copy < 3; copy += 1) {
      good.push(`good/${copy}-${format}`)
      put(`good/${copy}-${format}`, await soundPicture(kind * 3 + copy, format))
    }
    const whole = await soundPicture(100 + kind, format)
    for (let percent = 5; percent < 100; percent += 5)
      put(`cut/${percent}-${format}`, whole.subarray(0, Math.floor((whole.length * percent) / 100)))
    for (let copy = 0; copy < 12; copy += 1) put(`flipped/${copy}-${format}`, flipped(whole, 1 + copy, random))
  }
  for (const [name, bytes] of await bombs()) put(`bombs/${name}`, bytes)
  for (const [name, bytes] of impostors(random)) put(`impostors/${name}`, bytes)
  for (const [name, bytes, entries] of await badZips()) {
    put(`zips/${name}`, bytes)
    files += entries - 1
  }
  good.push('zips/some-bad.zip/good.png', 'zips/gbk.zip/表情.png')
  files += links(folder)
  return { files, good }
}

function flipped(whole: Buffer, flips: number, random: () => number): Buffer {
  const bytes = Buffer.from(whole)
  for (let flip = 0; flip < flips; flip += 1)
    bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8)
  return bytes
}

function chunk(type: string, content: Buffer): Buffer {
  const checked = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(UPNG.crc.crc(checked, 0, checked.length) >>> 0)
  return Buffer.concat([length, checked, sum])
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
function header(width: number, height: number): Buffer {
  const content = Buffer.alloc(13)
  content.writeUInt32BE(width, 0)
  content.writeUInt32BE(height, 4)
  content.set([8, 6, 0, 0, 0], 8)
  return chunk('IHDR', content)
}
const numbers = (...values: number[]) => {
  const content = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) content.writeUInt32BE(value, index * 4)
  return content
}
const png = (...chunks: Buffer[]) => Buffer.concat([SIGNATURE, ...chunks, chunk('IEND', Buffer.alloc(0))])

async function bombs(): Promise<Array<[string, Buffer]>> {
  const zeros = deflateSync(Buffer.alloc(60_000_000), { level: 9 })
  const tiny = deflateSync(Buffer.alloc(5))
  const control = (number: number, width: number, height: number) =>
    chunk('fcTL', Buffer.concat([numbers(number, width, height, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0])]))
  const flat = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#fff' }, limitInputPixels: false })
  const gifFrames = Buffer.concat([
    Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff', 'latin1'),
    ...Array.from({ length: 20_000 }, () =>
      Buffer.from(',\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00', 'latin1'),
    ),
    Buffer.from(';'),
  ])
  const gifCanvas = Buffer.from(
    'GIF89a\xff\xff\xff\xff\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02D\x01\x00;',
    'latin1',
  )
  return [
    ['huge.png', png(header(100_000, 100_000), chunk('IDAT', zeros))],
    ['square.png', png(header(30_000, 30_000), chunk('IDAT', zeros))],
    ['long.png', png(header(1, 24_000_000), chunk('IDAT', zeros))],
    ['more-data-than-pixels.png', png(header(1, 1), chunk('IDAT', zeros))],
    ['text.png', png(header(1, 1), chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), zeros])), chunk('IDAT', tiny))],
    [
      'profile.png',
      png(header(1, 1), chunk('iCCP', Buffer.concat([Buffer.from('a\0\0'), zeros])), chunk('IDAT', tiny)),
    ],
    [
      'frame.apng',
      png(
        header(4, 4),
        chunk('acTL', numbers(2, 0)),
        control(0, 4, 4),
        chunk('IDAT', zeros),
        control(1, 4, 4),
        chunk('fdAT', Buffer.concat([numbers(2), zeros])),
      ),
    ],
    [
      'frames.apng',
      png(
        header(4000, 4000),
        chunk('acTL', numbers(900, 0)),
        ...Array.from({ length: 900 }, (_, frame) =>
          Buffer.concat([
            control(frame * 2, 4000, 4000),
            chunk(frame === 0 ? 'IDAT' : 'fdAT', frame === 0 ? tiny : Buffer.concat([numbers(frame * 2 + 1), tiny])),
          ]),
        ),
      ),
    ],
    [
      'outside.apng',
      png(header(4, 4), chunk('acTL', numbers(1, 0)), control(0, 4_000_000_000, 4), chunk('IDAT', tiny)),
    ],
    ['frames.gif', gifFrames],
    ['canvas.gif', gifCanvas],
    ['huge.webp', await flat(7_000, 7_000).webp({ quality: 1, effort: 0 }).toBuffer()],
    ['wide.jpg', await flat(20_000, 2_000).jpeg({ quality: 1 }).toBuffer()],
    ['bytes.png', Buffer.concat([SIGNATURE, Buffer.alloc(25 * 2 ** 20)])],
  ]
}

function impostors(random: () => number): Array<[string, string | Buffer]> {
  const noise = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
  const laughs = `<!DOCTYPE svg [<!ENTITY a "lol">${[...'bcdefghi'].map((name, index) => `<!ENTITY ${name} "${`&${'abcdefgh'[index]};`.repeat(10)}">`).join('')}]><svg xmlns="http://www.w3.org/2000/svg"><text>&i;</text></svg>`
  return [
    ['drawing.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['laughs.png', laughs],
    [
      'reads-a-file.jpg',
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    ],
    ['page.gif', '<!doctype html><script>alert(1)</script>'],
    ['program.webp', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), noise(500)])],
    ['document.png', '%PDF-1.7\n%%EOF'],
    ['scan.jpg', Buffer.concat([Buffer.from('II*\0', 'latin1'), noise(500)])],
    ['empty.png', ''],
    ['newline.png', '\n'],
    ['signature.png', SIGNATURE],
    ['signature.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['signature.gif', 'GIF89a'],
    ['signature.webp', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1')],
    ['signature.avif', Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf', 'latin1')],
    ...Array.from({ length: 20 }, (_, index): [string, Buffer] => [
      `noise-${index}.png`,
      Buffer.concat([index % 2 ? SIGNATURE : Buffer.alloc(0), noise(50 + index * 60)]),
    ]),
  ]
}

async function badZips(): Promise<Array<[string, Buffer, number]>> {
  const picture = await soundPicture(71, 'still.png')
  const whole = zipOf([{ name: 'x.png', content: await soundPicture(72, 'still.png') }])
  const many = Array.from({ length: 40 }, (_, index) => ({
    name: `bomb-${index}.png`,
    content: Buffer.alloc(15_000_000),
  }))
  const bad = zipOf([
    { name: 'good.png', content: picture },
    { name: '../../../outside.png', content: picture },
    { name: '/root.png', content: picture },
    { name: 'C:\\drive.png', content: picture },
    { name: 'lies.png', content: picture, claimed: 5 },
    { name: 'sum.png', content: picture, crc: 5 },
    { name: 'secret.png', content: picture, flags: 1 },
    { name: 'method.png', content: picture, method: 95 },
    { name: 'nested.zip', content: whole },
  ])
  const gbk = zipOf([
    {
      name: Buffer.from([0xb1, 0xed, 0xc7, 0xe9, 0x2e, 0x70, 0x6e, 0x67]),
      content: await soundPicture(73, 'still.png'),
    },
  ])
  return [
    ['some-bad.zip', bad, 9],
    ['gbk.zip', gbk, 1],
    ['bombs.zip', zipOf(many), 40],
    ...[10, 30, 50, 70, 90].map((percent): [string, Buffer, number] => [
      `cut-${percent}.zip`,
      whole.subarray(0, Math.floor((whole.length * percent) / 100)),
      1,
    ]),
    ['only-start.zip', Buffer.from('PK\u0003\u0004', 'latin1'), 1],
  ]
}

/** Links in circles, a link to nothing, a pipe: how many. */
function links(folder: string): number {
  mkdirSync(join(folder, 'links/inner'), { recursive: true })
  symlinkSync('..', join(folder, 'links/inner/up'))
  symlinkSync('self.png', join(folder, 'links/self.png'))
  symlinkSync('nowhere', join(folder, 'links/dangling.png'))
  execFileSync('mkfifo', [join(folder, 'links/pipe.png')])
  return 4
}
