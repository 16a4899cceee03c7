import { Converter } from 'opencc-js/t2cn'

const toSimplified = Converter({ from: 'twp', to: 'cn' })

/** Longest text, in UTF-16 units, that any model or index sees; the end of a message is kept, as it says most. */
export const MAXIMUM_TEXT = 400

// Every control and format character except the joiners that emoji sequences and some scripts need.
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu
const KEPT = new Set(['\u200c', '\u200d'])

/**
 * Text as models and indexes see it: well-formed, NFKC, no control or invisible characters, white space collapsed,
 * at most {@link MAXIMUM_TEXT} long. What people see keeps its script and its case; this does not touch it.
 */
export function cleanText(text: string): string {
  const bounded = text.length > MAXIMUM_TEXT * 8 ? text.slice(-MAXIMUM_TEXT * 8) : text
  const clean = bounded.toWellFormed()
  const flat = clean
    .normalize('NFKC')
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(INVISIBLE, character => (KEPT.has(character) ? character : ''))
    .replace(/\s+/gu, ' ')
    .trim()
  return flat.length > MAXIMUM_TEXT ? trimLoneSurrogate(flat.slice(-MAXIMUM_TEXT)) : flat
}

/** {@link cleanText} in simplified characters and lower case: the one form that the gate, the encoder and the lexical index share. */
export function normalizeText(text: string): string {
  return toSimplified(cleanText(text)).toLowerCase()
}

// A cut may fall inside a surrogate pair; the orphaned half is dropped.
function trimLoneSurrogate(text: string): string {
  return /^[\uDC00-\uDFFF]/.test(text) ? text.slice(1) : text
}
