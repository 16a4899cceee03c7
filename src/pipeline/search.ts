import type { Encoder } from '../models/encoder.ts'
import type { Candidate } from '../schemas/decision.ts'
import { normalizeText } from '../text/normalize.ts'
import { makeQuery, type Query } from './query.ts'
import type { Scored } from './retrieve.ts'
import { type Calibration, calibrated } from './score.ts'

/** Who searches wants a meme: a search is as welcoming as plain light talk. */
const SEARCH_WELCOME = 0.9
/** One character is written in too many memes to say which is meant. */
const FEWEST_LETTERS = 2
/** High enough that only a line nearly the same as an example gains by it. */
const ECHO_POWER = 8

/** The query of somebody who searches, who describes the meme or quotes what comes before it; an encoder's heads would look for what answers those words. */
export function makeSearchQuery(text: string, encoder: Encoder): Promise<Query> {
  return makeQuery([{ speaker: 'A', text }], {}, { ...encoder, heads: undefined })
}

/**
 * What was found, best first: the memes in which the very words are written, then the others. Scores, in [0, 1], are those of plain
 * light talk, of the raw score plus max(0, best example)⁸: who types one of a meme's example lines means that meme.
 */
export function rankFound(text: string, found: readonly Scored[], calibration: Calibration): Candidate[] {
  const candidates = found
    .map(({ item, parts }) => {
      const echo = Math.max(0, parts.bestExample) ** ECHO_POWER
      const score = calibrated(parts.raw + echo, SEARCH_WELCOME, calibration)
      return {
        meme: item.meme,
        score,
        parts: { ...parts, welcome: SEARCH_WELCOME },
        literal: saysLiterally(item.meme.caption, text),
      }
    })
    .sort((a, b) => Number(b.literal) - Number(a.literal) || b.score - a.score || a.meme.label - b.meme.label)
  return candidates.map(({ literal: _, ...candidate }) => candidate)
}

const lettersOf = (text: string) => normalizeText(text).replace(/[^\p{L}\p{N}]/gu, '')

/** Whether what somebody looks for is written in a meme, as they wrote it; marks and spaces do not count. */
function saysLiterally(caption: string, text: string): boolean {
  const letters = lettersOf(text)
  return letters.length >= FEWEST_LETTERS && lettersOf(caption).includes(letters)
}
