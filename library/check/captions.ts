import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { normalizeText } from '../../src/text/normalize.ts'
import type { Finding, Rule } from './rule.ts'

/** The share of all captions' characters that must be read, and under which a single caption is a finding. */
export const READ_SHARE = 0.97
const CAPTION_SHARE = 0.6

/** Reads the words in a picture, line by line, top to bottom. */
export type CaptionReader = (picture: Buffer) => Promise<readonly string[]>

/** The characters of a text that a reader is held to: letters, digits and Chinese characters, in the form that models see. */
export function legible(text: string): string[] {
  return [...normalizeText(text)].filter(character => /[\p{L}\p{N}]/u.test(character))
}

/** Length of the longest common subsequence, by dynamic programming over one row. */
export function commonSubsequence(one: readonly string[], two: readonly string[]): number {
  let row = new Array<number>(two.length + 1).fill(0)
  for (const character of one) {
    const next = [0]
    for (const [at, other] of two.entries())
      next.push(character === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0))
    row = next
  }
  return row.at(-1) ?? 0
}

/** How many characters of a drawing's lines were read, of how many; each line is looked for in all that was read. */
export function agreement(
  lines: readonly string[],
  read: readonly string[],
): { readonly read: number; readonly all: number } {
  const found = legible(read.join(''))
  let count = 0
  let all = 0
  for (const line of lines) {
    const wanted = legible(line)
    count += commonSubsequence(wanted, found)
    all += wanted.length
  }
  return { read: count, all }
}

/** Optical character recognition agrees with the captions: what is drawn is inside the picture and can be read. */
export function captionsRule(read: CaptionReader, onProgress: (done: number, total: number) => void = () => {}): Rule {
  return async ({ folder, memes }) => {
    const findings: Finding[] = []
    let readCharacters = 0
    let allCharacters = 0
    let done = 0
    await Promise.all(
      memes.map(async ({ slug, file, drawing }) => {
        const lines = await read(readFileSync(join(folder, file)))
        const own = agreement(drawing.lines, lines)
        readCharacters += own.read
        allCharacters += own.all
        done += 1
        onProgress(done, memes.length)
        if (own.read < own.all * CAPTION_SHARE)
          findings.push({
            rule: 'captions',
            slug,
            message: `"${drawing.lines.join(' ')}" is read as "${lines.join(' ')}"`,
          })
      }),
    )
    const share = allCharacters === 0 ? 1 : readCharacters / allCharacters
    if (share < READ_SHARE)
      findings.push({
        rule: 'captions',
        message: `${(share * 100).toFixed(1)} % of the characters are read, under 97 %`,
      })
    return { findings, figures: { readCharacters: share } }
  }
}
