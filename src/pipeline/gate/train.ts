import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { seededRandom } from '../../random.ts'
import { CLASSES, type GateClass, softmax } from './classifier.ts'
import { BUCKETS, bucketOf, gateFeatures } from './features.ts'

/** Trains the gate's classifier: node --import tsx src/pipeline/gate/train.ts [--check] (two minutes; --check: 5-fold figures only). */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const DATA = join(ROOT, 'encoder/train/data')
const CLASS_OF: Record<string, GateClass> = {
  light: 'light',
  slang: 'light',
  playful: 'light',
  neutral: 'neutral',
  'not-chat': 'not-chat',
  quarrel: 'quarrel',
  serious: 'serious',
}
const EPOCHS = 12
const RATE = 1.2
const DECAY = 2e-6
/** Missing a grief is far worse than missing a joke, so its examples count more. */
const CLASS_WEIGHT: Record<GateClass, number> = { light: 1, neutral: 1.2, 'not-chat': 1, quarrel: 1.6, serious: 1.8 }

export interface Example {
  readonly turns: readonly string[]
  readonly target: number
  readonly key: string
  readonly buckets: Uint32Array
  readonly weight: number
}

/** All labelled lines: the gate's own, and every chat context that was written for a meme, which is light. */
export function readExamples(): Example[] {
  const examples: Example[] = []
  const add = (turns: string[], name: GateClass, key: string, share = 1) => {
    const buckets = Uint32Array.from(new Set(gateFeatures(turns).map(bucketOf)))
    examples.push({ turns, target: CLASSES.indexOf(name), key, buckets, weight: CLASS_WEIGHT[name] * share })
  }
  const lines = (path: string) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line))
  for (const file of readdirSync(DATA).sort()) {
    if (/^gate-.*\.jsonl$/.test(file))
      for (const line of lines(join(DATA, file)))
        add(line.turns, CLASS_OF[line.label]!, `${line.label}/${line.category ?? ''}`)
    if (/^intents-.*\.jsonl$/.test(file))
      for (const group of lines(join(DATA, file)))
        for (const turns of group.contexts) add(turns, 'light', 'light/intent', 0.6)
  }
  for (const { turns, name } of dramaLines()) add(turns, name, `${name}/drama`, 0.4)
  for (const meme of lines(join(ROOT, 'library/starter/manifest.jsonl')))
    for (const line of meme.annotation.examples) add([line], 'light', 'light/meme', 0.6)
  return examples
}

/** Emotions of CPED (Apache-2.0) whose lines are no grief: weak labels, so that plain talk is not taken for it. */
const DRAMA_CLASS: Record<string, GateClass> = {
  happy: 'light',
  grateful: 'light',
  relaxed: 'light',
  'positive-other': 'light',
  neutral: 'neutral',
  astonished: 'neutral',
}

function dramaLines(): Array<{ turns: string[]; name: GateClass }> {
  const path = join(ROOT, process.env.CPED_FILE ?? '../shared/data/cped_valid.csv')
  if (!existsSync(path)) return []
  const [header = '', ...rows] = readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
  const columns = header.split(',')
  const [dialogue, emotion, utterance] = ['Dialogue_ID', 'Emotion', 'Utterance'].map(name => columns.indexOf(name)) as [
    number,
    number,
    number,
  ]
  const cells = rows.map(row => row.split(','))
  return cells.flatMap((row, index) => {
    const name = DRAMA_CLASS[row[emotion] ?? '']
    const text = row.slice(utterance).join(',').trim()
    if (!name || text.length < 3) return []
    const before = cells.slice(Math.max(0, index - 2), index).filter(other => other[dialogue] === row[dialogue])
    return [{ turns: [...before.map(other => other.slice(utterance).join(',').trim()), text], name }]
  })
}

/** Multinomial logistic regression by AdaGrad over hashed binary features of norm 1. */
export function fit(examples: readonly Example[], seed: number): { weights: Float32Array; bias: Float64Array } {
  const random = seededRandom(seed)
  const width = CLASSES.length
  const weights = new Float32Array(BUCKETS * width)
  const squares = new Float32Array(BUCKETS * width).fill(1)
  const bias = new Float64Array(width)
  const order = examples.map((_, index) => index)
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (let index = order.length - 1; index > 0; index -= 1) {
      const other = Math.floor(random() * (index + 1))
      ;[order[index], order[other]] = [order[other]!, order[index]!]
    }
    for (const index of order) {
      const example = examples[index]!
      const norm = 1 / Math.sqrt(example.buckets.length)
      const probabilities = predict(weights, bias, example.buckets)
      for (let column = 0; column < width; column += 1) {
        const error = (probabilities[column]! - (column === example.target ? 1 : 0)) * example.weight
        if (Math.abs(error) < 1e-4) continue
        bias[column]! -= 0.02 * error
        for (const bucket of example.buckets) {
          const cell = bucket * width + column
          const gradient = error * norm + DECAY * weights[cell]!
          squares[cell]! += gradient * gradient
          weights[cell]! -= (RATE * gradient) / Math.sqrt(squares[cell]!)
        }
      }
    }
  }
  return { weights, bias }
}

export function predict(weights: Float32Array, bias: Float64Array, buckets: Uint32Array): number[] {
  const width = CLASSES.length
  const norm = 1 / Math.sqrt(buckets.length)
  const sums = new Float64Array(width)
  for (const bucket of buckets)
    for (let column = 0; column < width; column += 1) sums[column]! += weights[bucket * width + column]!
  return softmax([...sums].map((sum, column) => bias[column]! + sum * norm))
}

function save(weights: Float32Array, bias: Float64Array, trainedOn: number): void {
  const width = CLASSES.length
  const scale = CLASSES.map((_, column) => {
    let highest = 1e-9
    for (let cell = column; cell < weights.length; cell += width) highest = Math.max(highest, Math.abs(weights[cell]!))
    return highest / 127
  })
  const quantised = Int8Array.from(weights, (weight, cell) => Math.round(weight / scale[cell % width]!))
  const model = {
    classes: CLASSES,
    bias: [...bias],
    scale,
    trainedOn,
    weights: Buffer.from(quantised.buffer).toString('base64'),
  }
  writeFileSync(new URL('./model.json', import.meta.url), `${JSON.stringify(model)}\n`)
}

/** Out-of-fold probability of each class, by category: what the thresholds of the gate are chosen on. */
function crossValidate(examples: readonly Example[], seed: number): void {
  const folds = 5
  const random = seededRandom(seed)
  const fold = examples.map(() => Math.floor(random() * folds))
  const held = new Map<string, number[][]>()
  for (let part = 0; part < folds; part += 1) {
    const model = fit(
      examples.filter((_, index) => fold[index] !== part),
      seed,
    )
    examples.forEach((example, index) => {
      if (fold[index] !== part) return
      const probabilities = predict(model.weights, model.bias, example.buckets)
      held.set(example.key, [...(held.get(example.key) ?? []), probabilities])
    })
  }
  const share = (rows: number[][], test: (row: number[]) => boolean) =>
    (rows.filter(test).length / rows.length).toFixed(3)
  const table = [...held].sort().map(([key, rows]) => ({
    key,
    lines: rows.length,
    ...Object.fromEntries([0.15, 0.25, 0.35, 0.5].map(cut => [`serious>${cut}`, share(rows, row => row[4]! > cut)])),
    'quarrel>.4': share(rows, row => row[3]! > 0.4),
    'notchat>.5': share(rows, row => row[2]! > 0.5),
    'neutral>.5': share(rows, row => row[1]! > 0.5),
    'light>.5': share(rows, row => row[0]! > 0.5),
  }))
  console.table(table)
  const of = (test: (key: string) => boolean, column: number) =>
    [...held].filter(([key]) => test(key)).flatMap(([, rows]) => rows.map(row => row[column]!))
  for (const [name, column, mine] of [
    ['serious', 4, (key: string) => /^serious\/(?!heart)/.test(key)],
    ['quarrel', 3, (key: string) => key.startsWith('quarrel')],
  ] as const) {
    for (const rate of [0.01, 0.02, 0.03, 0.05]) {
      const plain = of(key => /light\/(intent|meme)|playful/.test(key), column).sort((a, b) => b - a)
      const cut = plain[Math.floor(plain.length * rate)]!
      const above = (test: (key: string) => boolean) =>
        share(
          of(test, column).map(value => [value]),
          row => row[0]! > cut,
        )
      console.log(
        `${name}: held ${rate} of light talk at ${cut.toFixed(3)}: recall ${above(mine)}, hyperbole ${above(key => key === 'light/hyperbole')}, benign ${above(key => key === 'light/benign')}, mild ${above(key => key === 'light/mild')}, neutral ${above(key => key.startsWith('neutral'))}`,
      )
    }
  }
}

const examples = readExamples()
process.stderr.write(`${examples.length} labelled lines\n`)
if (process.argv.includes('--check')) {
  crossValidate(examples, 1)
} else {
  const { weights, bias } = fit(examples, 1)
  save(weights, bias, examples.length)
}
