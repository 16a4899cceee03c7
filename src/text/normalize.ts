import { Converter } from 'opencc-js/t2cn'

type Convert = (text: string) => string

// 么 is a simplified character as well; taken for the traditional one it would become 幺.
const apart =
  (convert: Convert): Convert =>
  text =>
    text.split('么').map(convert).join('么')
const toCharacters = apart(Converter({ from: 't', to: 'cn' }))
const toWords = apart(Converter({ from: 'twp', to: 'cn' }))

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
  const flat = bounded
    .toWellFormed()
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(INVISIBLE, character => (KEPT.has(character) ? character : ''))
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .trim()
  return lastPart(flat)
}

/** {@link cleanText} in simplified characters and lower case: the one form that the gate, the encoder and the lexical index share. */
export function normalizeText(text: string): string {
  return lastPart(simplify(cleanText(text)).toLowerCase())
}

/**
 * Traditional characters become simplified, and words of Taiwan those of the mainland (計程車 is 出租车). What is written in simplified
 * characters stays: to a mainlander 程序 is a program and 蚌埠 a town, whatever they are in Taiwan.
 */
function simplify(text: string): string {
  return toCharacters(text) === text ? text : toCharacters(toWords(text))
}

// A cut may fall inside a surrogate pair; the orphaned half is dropped.
function lastPart(text: string): string {
  return text.length > MAXIMUM_TEXT
    ? text
        .slice(-MAXIMUM_TEXT)
        .replace(/^[\uDC00-\uDFFF]/, '')
        .trimStart()
    : text
}
