import { bigrams, jaccard } from './likeness.ts'

/** Something wrong with a line, said so that its writer can mend it. */
export type Report = (where: string, what: string) => void

/** A line with the place it comes from. */
export interface PlacedLine {
  readonly where: string
  readonly text: string
}

/** Likeness from which two lines are called the same thing said twice. */
const TOO_ALIKE = 0.6
const SAME_START = 3
const EMOJI = /\p{Extended_Pictographic}/u
const TRADITIONAL = /[們個這來對說還沒為會時過發開關點樣麼]/u
const ENGLISH = /[A-Za-z]{12,}/
const UNSAFE = /自杀|自残|强奸|嫖|吸毒|裸照|杀了你|去死吧|傻逼|操你|他妈的|死全家|习近平|共产党|台独|法轮/

/** What any single line must hold to. */
export function checkLine({ where, text }: PlacedLine, slots: ReadonlySet<string>, report: Report): void {
  for (const [, slot] of text.matchAll(/\{(.*?)\}/g))
    if (!slots.has(slot!)) report(where, `unknown slot {${slot}}; known here: ${[...slots].join(', ') || 'none'}`)
  if (EMOJI.test(text)) report(where, `no emoji in lines, the code adds them by persona: ${text}`)
  if (TRADITIONAL.test(text)) report(where, `simplified characters please: ${text}`)
  if (/[。，,.]$/.test(text)) report(where, `no final 。 or ，; chats do without (？！～ are fine): ${text}`)
  if (/[,?!;:]/.test(text.replace(/\d[:,]\d/g, ''))) report(where, `full-width punctuation please: ${text}`)
  if (ENGLISH.test(text) || !/\p{Script=Han}/u.test(text)) report(where, `that is not Chinese: ${text}`)
  if (UNSAFE.test(text)) report(where, `unsafe words: ${text}`)
}

/** Lines that say nearly the same; quadratic, but only within one scene. */
export function checkAlike(lines: readonly PlacedLine[], report: Report): void {
  const pieces = lines.map(line => bigrams(line.text))
  for (let first = 0; first < lines.length; first += 1)
    for (let second = first + 1; second < lines.length; second += 1)
      if (jaccard(pieces[first]!, pieces[second]!) >= TOO_ALIKE)
        report(lines[second]!.where, `nearly the same as “${lines[first]!.text}”: ${lines[second]!.text}`)
}

/** Alternatives that all start alike are one template with a slot swapped. */
export function checkStarts(where: string, texts: readonly string[], report: Report): void {
  const starts = new Map<string, number>()
  for (const text of texts) starts.set(text.slice(0, SAME_START), (starts.get(text.slice(0, SAME_START)) ?? 0) + 1)
  for (const [start, count] of starts)
    if (count > Math.max(1, texts.length / 3)) report(where, `${count} of ${texts.length} lines start with “${start}”`)
}

/** Exact repetitions over all files; slots and punctuation do not make a difference. */
export function checkRepeated(lines: readonly PlacedLine[], report: Report): void {
  const seen = new Map<string, string>()
  for (const { where, text } of lines) {
    const plain = text.replace(/[^\p{L}\p{N}{}]/gu, '')
    const before = seen.get(plain)
    if (before) report(where, `repeats ${before}: ${text}`)
    else seen.set(plain, where)
  }
}
