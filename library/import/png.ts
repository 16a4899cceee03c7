import { inflateSync } from 'node:zlib'
import UPNG from 'upng-js'
import { RejectionError } from './reasons.ts'

/** First bytes of every PNG. */
export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A part of a PNG. */
export interface PngChunk {
  readonly type: string
  readonly content: Buffer
}

/** The parts of a PNG up to its end, each checked against its checksum. @throws RejectionError `broken` */
export function* pngChunks(bytes: Buffer): Generator<PngChunk> {
  let at = PNG_SIGNATURE.length
  while (at + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(at)
    if (at + 12 + length > bytes.length) throw new RejectionError('broken', 'It is cut off.')
    const checked = bytes.subarray(at + 4, at + 8 + length)
    if (checksum(checked) !== bytes.readUInt32BE(at + 8 + length))
      throw new RejectionError('broken', 'A checksum is wrong.')
    const type = checked.toString('latin1', 0, 4)
    yield { type, content: checked.subarray(4) }
    if (type === 'IEND') return
    at += 12 + length
  }
  throw new RejectionError('broken', 'It is cut off.')
}

/** A part with its length and its checksum. */
export function pngChunk(type: string, content: Buffer): Buffer {
  const checked = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(content.length, 0)
  ends.writeUInt32BE(checksum(checked), 4)
  return Buffer.concat([ends.subarray(0, 4), checked, ends.subarray(4)])
}

const checksum = (bytes: Buffer) => UPNG.crc.crc(bytes, 0, bytes.length) >>> 0

/** Most that a text or a colour profile may unpack to. */
const MOST_ASIDE = 2 ** 22
/** Bits of a pixel's samples by colour type. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/**
 * Checks that a PNG, animated or not, is whole and unpacks to no more than its size says: decoders that are kinder than ours, and those
 * of the people that it is sent to, would choke on it.
 * @throws RejectionError `broken` or `zip-bomb`
 */
export function checkPng(bytes: Buffer): void {
  const data: Buffer[] = []
  const frames: Array<{ most: number; data: Buffer[] }> = []
  let header: Buffer | undefined
  for (const { type, content } of pngChunks(bytes)) {
    if (type === 'IHDR') header = content
    else if (type === 'IDAT') data.push(content)
    else if (type === 'fcTL' && header && content.length === 26)
      frames.push({ most: rawSize(header, content.readUInt32BE(4), content.readUInt32BE(8)), data: [] })
    else if (type === 'fdAT') frames.at(-1)?.data.push(content.subarray(4))
    else if (type === 'zTXt' || type === 'iCCP') unpack(content.subarray(content.indexOf(0) + 2), MOST_ASIDE, false)
    else if (type === 'iTXt') checkText(content)
  }
  if (header?.length !== 13) throw new RejectionError('broken', 'It has no header.')
  unpack(Buffer.concat(data), rawSize(header, header.readUInt32BE(0), header.readUInt32BE(4)), true)
  for (const frame of frames) if (frame.data.length > 0) unpack(Buffer.concat(frame.data), frame.most, true)
}

/** Bytes of the pixels of so large a picture before they are packed, with room for the rows of an interlaced one. */
function rawSize(header: Buffer, width: number, height: number): number {
  const bits = (header[8] ?? 8) * (CHANNELS[header[9] ?? 6] ?? 4)
  return Math.ceil((width * bits) / 8 + 1) * height + (width + height) * 16 + 1024
}

function checkText(content: Buffer): void {
  const isPacked = content[content.indexOf(0) + 1] === 1
  const start = content.indexOf(0, content.indexOf(0, content.indexOf(0) + 3) + 1) + 1
  if (isPacked) unpack(content.subarray(start), MOST_ASIDE, false)
}

/** Unpacks to see that it can be done; what is only beside the picture may be damaged. */
function unpack(packed: Buffer, most: number, mustBeSound: boolean): void {
  try {
    inflateSync(packed, { maxOutputLength: most })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new RejectionError('zip-bomb')
    if (mustBeSound) throw new RejectionError('broken', 'Its pixels cannot be unpacked.')
  }
}
