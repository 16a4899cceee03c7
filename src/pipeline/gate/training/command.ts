import { writeFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { defineCommand } from 'citty'
import { print, say } from '../../../cli/context.ts'
import { CLASSES } from '../classifier.ts'
import { classifierRows, crossValidate, gateRow } from './check.ts'
import { readExamples } from './examples.ts'
import { fitModel, type LinearModel } from './fit.ts'

const SEED = 1

export default defineCommand({
  meta: {
    name: 'train-gate',
    description: '训练闸门的分类器 | Train the classifier of the gate from encoder/train/data',
  },
  args: {
    cped: {
      type: 'string',
      description: "CPED's validation split (cped_valid.csv, Apache-2.0): plain talk as weak labels",
      valueHint: 'FILE',
    },
    kdconv: {
      type: 'string',
      description: 'Folder of KdConv dialogues (kdconv*.jsonl, Apache-2.0): factual talk',
      valueHint: 'FOLDER',
    },
    check: { type: 'boolean', description: 'Train nothing that stays; print figures by 5-fold cross-validation' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  run({ args }) {
    const examples = readExamples({ cpedFile: args.cped, kdconvFolder: args.kdconv })
    say(`${examples.length} labelled lines`)
    if (!args.check) return save(fitModel(examples, SEED), examples.length)
    const lines = crossValidate(examples, SEED)
    const rows = classifierRows(lines)
    const gate = gateRow(lines)
    if (args.json) return print(JSON.stringify({ classifier: rows, gate }))
    const percent = (value: number) => `${(value * 100).toFixed(1)} %`.padStart(7)
    for (const row of rows) {
      print(
        `${row.class.padEnd(8)} light talk held ${percent(row.lightHeld)}: recall ${percent(row.recall)}, hyperbole held ${percent(row.hyperboleHeld)}, mild sadness held ${percent(row.mildHeld)}`,
      )
    }
    const { serious, hyperbole, mild, light } = gate.held
    print(
      `the gate holds as serious: serious ${percent(serious)}, hyperbole ${percent(hyperbole)}, mild sadness ${percent(mild)}, light talk ${percent(light)}`,
    )
    print(`serious lines that are neither held nor lose 70 % of their score: ${percent(gate.seriousUnprotected)}`)
  },
})

function save({ weights, bias }: LinearModel, trainedOn: number): void {
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
    weights: deflateSync(Buffer.from(quantised.buffer), { level: 9 }).toString('base64'),
  }
  writeFileSync(new URL('../model.json', import.meta.url), `${JSON.stringify(model)}\n`)
}
