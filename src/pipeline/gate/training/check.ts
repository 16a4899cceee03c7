import { seededRandom } from '../../../random.ts'
import { CLASSES } from '../classifier.ts'
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

/** Five-fold cross-validation: recall of grave lines at several shares of light talk held. */
export function crossValidate(examples: readonly Example[], seed: number): CheckRow[] {
  const random = seededRandom(seed)
  const fold = examples.map(() => Math.floor(random() * FOLDS))
  const held = new Map<string, number[][]>()
  for (let part = 0; part < FOLDS; part += 1) {
    const model = fitModel(
      examples.filter((_, index) => fold[index] !== part),
      seed,
    )
    examples.forEach((example, index) => {
      if (fold[index] !== part) return
      const rows = held.get(example.key) ?? []
      rows.push(predict(model, example.buckets))
      held.set(example.key, rows)
    })
  }
  const of = (test: RegExp, column: number) =>
    [...held].filter(([key]) => test.test(key)).flatMap(([, rows]) => rows.map(row => row[column]!))
  const share = (values: readonly number[], cut: number) =>
    values.filter(value => value > cut).length / Math.max(1, values.length)
  return (['serious', 'quarrel'] as const).flatMap(name => {
    const column = CLASSES.indexOf(name)
    const light = of(/^light\/(intent|meme)$|^playful/, column).sort((a, b) => b - a)
    return [0.01, 0.02, 0.03, 0.05].map(lightHeld => {
      const cut = light[Math.floor(light.length * lightHeld)]!
      const mine = name === 'serious' ? /^serious\/(?!heartbreak)/ : /^quarrel/
      return {
        class: name,
        lightHeld,
        cut,
        recall: share(of(mine, column), cut),
        hyperboleHeld: share(of(/hyperbole|slangy/, column), cut),
        mildHeld: share(of(/mild/, column), cut),
      }
    })
  })
}
