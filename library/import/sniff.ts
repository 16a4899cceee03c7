import { fileTypeFromBuffer } from 'file-type'
import { RejectionError } from './reasons.ts'

/** Formats that can be imported. */
export type ImageFormat = 'png' | 'apng' | 'jpeg' | 'gif' | 'webp' | 'avif'

const FORMATS: Record<string, ImageFormat> = {
  'image/png': 'png',
  'image/apng': 'apng',
  'image/jpeg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
}

/**
 * What bytes are by their content, whatever their name says.
 * @throws RejectionError for anything but an image of a supported format
 */
export async function sniffImage(bytes: Uint8Array): Promise<ImageFormat> {
  if (bytes.length === 0) throw new RejectionError('empty-file')
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined)
  const format = found && FORMATS[found.mime]
  // A decoder would give its first picture, and an animation must not become a still.
  if (format === 'avif' && brandOf(bytes) === 'avis')
    throw new RejectionError('unsupported-format', 'It is an animated AVIF; as WebP or GIF it can be imported.')
  if (format) return format
  if (found?.mime.startsWith('image/')) throw new RejectionError('unsupported-format', `It is ${found.mime}.`)
  if (found) throw new RejectionError('not-an-image', `It is ${found.mime}.`)
  // An SVG is text, which has no signature.
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('utf8')
  if (/<svg[\s>]/i.test(start)) throw new RejectionError('unsupported-format', 'It is image/svg+xml.')
  throw new RejectionError('not-an-image')
}

/** What kind of file one of boxes, such as AVIF, says it is: `avif` a picture, `avis` a sequence of them. */
const brandOf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(8, 12)).toString('latin1')

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1')
const EMPTY_ZIP = Buffer.from('PK\u0005\u0006', 'latin1')

/** Whether bytes begin like a zip file. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 4))
  return start.equals(ZIP) || start.equals(EMPTY_ZIP)
}
