import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { EMOTION_NAMES, MOTIVATION_NAMES } from './inventory.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('the inventories of emotions and motivations', () => {
  it('are in the documents as in the code, names and all', () => {
    const rows = [...read('../../docs/emotions.md').matchAll(/^\| (\p{Script=Han}+) \| ([a-z -]+) \|/gmu)]
    expect(Object.fromEntries(rows.map(([, label, name]) => [label, name]))).toEqual({
      ...EMOTION_NAMES,
      ...MOTIVATION_NAMES,
    })
  })

  it('are those that the built-in encoder estimates', () => {
    const heads = JSON.parse(read('../../encoder/model/heads.json'))
    expect(heads.emotions).toEqual(Object.keys(EMOTION_NAMES))
    expect(heads.motivations).toEqual(Object.keys(MOTIVATION_NAMES))
  })

  it('have every label that the training data and the evaluation splits use', () => {
    const lines = [
      'encoder/train/data/contexts.jsonl',
      'library/starter/labels/dev.jsonl',
      'library/starter/labels/test.jsonl',
    ]
      .flatMap(path => read(`../../${path}`).trim().split('\n'))
      .map(line => JSON.parse(line) as { emotions?: string[]; motivations?: string[] })
    expect(new Set(lines.flatMap(line => line.emotions ?? []))).toEqual(new Set(Object.keys(EMOTION_NAMES)))
    expect(new Set(lines.flatMap(line => line.motivations ?? []))).toEqual(new Set(Object.keys(MOTIVATION_NAMES)))
  })
})
