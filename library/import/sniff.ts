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
  if (format) return format
  if (found?.mime.startsWith('image/')) throw new RejectionError('unsupported-format', `It is ${found.mime}.`)
  if (found) throw new RejectionError('not-an-image', `It is ${found.mime}.`)
  // An SVG is text, which has no signature.
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('utf8')
  if (/<svg[\s>]/i.test(start)) throw new RejectionError('unsupported-format', 'It is image/svg+xml.')
  throw new RejectionError('not-an-image')
}

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1')
const EMPTY_ZIP = Buffer.from('PK\u0005\u0006', 'latin1')

/** Whether bytes begin like a zip file. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 4))
  return start.equals(ZIP) || start.equals(EMPTY_ZIP)
}
