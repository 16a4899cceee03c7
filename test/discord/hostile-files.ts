import { deflateSync } from 'node:zlib'
import sharp from 'sharp'

// Files that nobody wants to open.

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!
  return (crc ^ 0xffffffff) >>> 0
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}

/** A sound PNG of `side` × `side` white and black pixels, a few kilobytes of file for many megabytes of picture. */
export function pngBomb(side = 30_000): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.writeUInt8(1, 8)
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))), { level: 9 })
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

/** A GIF whose screen is `side` × `side` and that has very many tiny frames. */
export function gifBomb(side = 60_000, frames = 20_000): Buffer {
  const screen = Buffer.alloc(7)
  screen.writeUInt16LE(side, 0)
  screen.writeUInt16LE(side, 2)
  screen.writeUInt8(0x80, 4)
  const frame = Buffer.from('21f904000a000000' + '2c000000000100010000' + '02024401' + '00', 'hex')
  const palette = Buffer.from('000000ffffff', 'hex')
  return Buffer.concat([Buffer.from('GIF89a'), screen, palette, ...Array(frames).fill(frame), Buffer.from(';')])
}

/** A picture like any other, told apart by its hue and seed. */
export const honestPicture = (seed: number, format: 'png' | 'webp' | 'gif' = 'png'): Promise<Buffer> => {
  const shapes = Array.from({ length: 12 }, (_, index) => {
    const [x, y] = [(seed * 37 + index * 53) % 200, (seed * 71 + index * 29) % 200]
    return `<rect x="${x}" y="${y}" width="${20 + ((seed + index) % 40)}" height="${15 + ((seed * index) % 50)}" fill="hsl(${(seed * 47 + index * 30) % 360} 80% 50%)"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240"><rect width="240" height="240" fill="white"/>${shapes.join('')}</svg>`
  return sharp(Buffer.from(svg)).toFormat(format).toBuffer()
}

/** What says that it is a picture and is none. */
export const IMPOSTORS: Readonly<Record<string, Buffer>> = {
  'a page': Buffer.from('<!doctype html><script>alert(1)</script>'),
  'a drawing that reads files': Buffer.from(
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&x;</text></svg>',
  ),
  'an archive': Buffer.from('504b0304140000000800', 'hex'),
  'half a PNG': Buffer.from('89504e470d0a1a0a0000000d49484452000000100000001008060000001ff3ff61', 'hex'),
  nothing: Buffer.alloc(0),
  noise: Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 251)),
}
