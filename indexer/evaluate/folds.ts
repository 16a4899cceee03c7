import type { Random } from '../../src/pipeline/samplers.ts'
import { shuffled } from '../../src/random.ts'

/**
 * Spreads lines over folds, each class as evenly as can be. Lines with the same text share a fold: else the test would hold what was learned.
 * @returns the fold of each line, from 0
 */
export function stratifiedFolds(
  lines: ReadonlyArray<{ readonly text: string; readonly label: string }>,
  folds: number,
  random: Random,
): Int32Array {
  const groups = new Map<string, number[]>()
  lines.forEach(({ text }, position) => {
    const known = groups.get(text)
    if (known) known.push(position)
    else groups.set(text, [position])
  })
  const classes = new Map<string, number[][]>()
  for (const positions of groups.values()) {
    const { label } = lines[positions[0]!]!
    const known = classes.get(label)
    if (known) known.push(positions)
    else classes.set(label, [positions])
  }
  const assigned = new Int32Array(lines.length)
  // The next class goes on where the last one stopped, so that small classes do not all fill the first folds.
  let fold = 0
  for (const members of classes.values())
    for (const positions of shuffled(members, random)) {
      for (const position of positions) assigned[position] = fold
      fold = (fold + 1) % folds
    }
  return assigned
}
