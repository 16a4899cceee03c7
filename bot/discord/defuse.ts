import { escapeMarkdown } from 'discord.js'

/** A message of Discord has at most this many characters. */
export const MAXIMUM_CONTENT = 2000

// Control and format characters turn text around or hide it; line feeds and the joiners of emoji and of some scripts stay.
const HIDDEN = /[\p{Cc}\p{Cf}]/gu
const KEPT = new Set(['\n', '\u200c', '\u200d'])
const withoutHidden = (text: string) =>
  text.toWellFormed().replace(HIDDEN, character => (KEPT.has(character) ? character : ''))

const INVITE = /(discord(?:app)?\s*\.\s*(?:gg|com\s*\/\s*invite|io|me|li))/gi
const BREAK = '\u200b'

/**
 * Text of somebody else (captions, words of a language model, names) made harmless in a message: nothing is mentioned, no markdown
 * works, links stay bare, and it fits. @param limit in UTF-16 units
 */
export function defuse(text: string, limit: number = MAXIMUM_CONTENT): string {
  const plain = withoutHidden(text.replace(/\r\n?/g, '\n'))
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  const inert = plain
    .replace(/@/g, `@${BREAK}`)
    // `<@1>`, `<#1>`, `<:name:1>`, `<t:1>`, `</name:1>`, `<id:…>`: all begin so.
    .replace(/<(?=[@#:a-z/])/gi, `<${BREAK}`)
    .replace(INVITE, match => `${match[0]}${BREAK}${match.slice(1)}`)
  const literal = escapeMarkdown(inert, {
    heading: true,
    bulletedList: true,
    numberedList: true,
    maskedLink: true,
  })
    // Subtext and quotes are not among what the library escapes.
    .replace(/^(\s*)(-#|>)/gm, '$1\\$2')
  return shorten(literal, limit)
}

/** Text cut to a length, with an ellipsis, never inside a surrogate pair or an escape. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${text
    .slice(0, limit - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/\\+$/, '')}…`
}

/** The words of one line for places that know no markdown: choices, alternative texts, labels. */
export function plainLine(text: string, limit: number): string {
  const line = withoutHidden(text.replace(/\s+/gu, ' ')).trim()
  return shorten(line, limit)
}
