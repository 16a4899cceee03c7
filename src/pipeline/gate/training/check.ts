import { seededRandom } from '../../../random.ts'
import { normalizeText } from '../../../text/normalize.ts'
import { caution } from '../../score.ts'
import { CLASSES } from '../classifier.ts'
import { isSerious } from '../gate.ts'
import { findSerious } from '../serious.ts'
import type { Example } from './examples.ts'
import { fitModel, predict } from './fit.ts'

const FOLDS = 5

/** What the gate costs light talk, and what it finds for that, on lines that the model did not see. */
export interface CheckRow {
  readonly class: 'serious' | 'quarrel'
  /** Share of light talk that would be held. */
  readonly lightHeld: number
  /** Probability above which that happens. */
  readonly cut: number
  /** Share of the class that is found. */
  readonly recall: number
  readonly hyperboleHeld: number
  readonly mildHeld: number
}

/** The whole serious part of the gate, rules and thresholds included; shares of lines that the model did not see. */
export interface GateRow {
  /** Held, by kind of line. */
  readonly held: { readonly serious: number; readonly hyperbole: number; readonly mild: number; readonly light: number }
  /** Serious lines that are neither held nor lose at least 70 % of their score. */
  readonly seriousUnprotected: number
}

interface HeldOut {
  readonly example: Example
  readonly probabilities: readonly number[]
}

/** Out-of-fold probabilities of every line: five-fold cross-validation. */
export function crossValidate(examples: readonly Example[], seed: number): HeldOut[] {
  const random = seededRandom(seed)
  const fold = examples.map(() => Math.floor(random() * FOLDS))
  return Array.from({ length: FOLDS }, (_, part) => part).flatMap(part => {
    const model = fitModel(
      examples.filter((_, index) => fold[index] !== part),
      seed,
    )
    const mine = examples.filter((_, index) => fold[index] === part)
    return mine.map(example => ({ example, probabilities: predict(model, example.buckets) }))
  })
}

const LIGHT = /^light\/(intent|meme)$|^playful/
const SERIOUS = /^serious\/(?!heartbreak)/
const HYPERBOLE = /hyperbole|slangy/

const share = <T>(items: readonly T[], test: (item: T) => boolean) =>
  items.filter(test).length / Math.max(1, items.length)

/** Recall of grave lines by the classifier alone, at several shares of light talk held. */
export function classifierRows(lines: readonly HeldOut[]): CheckRow[] {
  const of = (kind: RegExp, column: number) =>
    lines.filter(line => kind.test(line.example.key)).map(line => line.probabilities[column]!)
  return (['serious', 'quarrel'] as const).flatMap(name => {
    const column = CLASSES.indexOf(name)
    const light = of(LIGHT, column).sort((a, b) => b - a)
    return [0.01, 0.02, 0.03, 0.05].map(lightHeld => {
      const cut = light[Math.floor(light.length * lightHeld)]!
      const above = (kind: RegExp) => share(of(kind, column), value => value > cut)
      const recall = above(name === 'serious' ? SERIOUS : /^quarrel/)
      return { class: name, lightHeld, cut, recall, hyperboleHeld: above(HYPERBOLE), mildHeld: above(/mild/) }
    })
  })
}

/** What the gate as it stands makes of lines that the classifier did not see. */
export function gateRow(lines: readonly HeldOut[]): GateRow {
  const grave = (line: HeldOut) => line.probabilities[CLASSES.indexOf('serious')]!
  const holds = (line: HeldOut) => isSerious(findSerious(normalizeText(line.example.turns.at(-1) ?? '')), grave(line))
  const held = (kind: RegExp) =>
    share(
      lines.filter(line => kind.test(line.example.key)),
      holds,
    )
  const serious = lines.filter(line => SERIOUS.test(line.example.key))
  return {
    held: { serious: held(SERIOUS), hyperbole: held(HYPERBOLE), mild: held(/mild/), light: held(LIGHT) },
    seriousUnprotected: share(serious, line => !holds(line) && caution(grave(line)) > 0.3),
  }
}
