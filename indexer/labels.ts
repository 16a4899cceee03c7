import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { DoutuError } from '../src/errors.ts'
import { parseJsonLines } from '../src/schemas/context.ts'

/** A labelled context: what should happen after its last turn. `fitting` are slugs of the starter library, at most 12. */
export const labelSchema = z.object({
  id: z.string(),
  topic: z.string(),
  kind: z.enum(['meme', 'hyperbole', 'slang-ack', 'serious', 'quarrel', 'not-chat', 'no-meme']),
  turns: z.array(z.string()).min(1),
  fitting: z.array(z.string()).max(12),
  /** What the last speaker feels, strongest first, and what the last turn is meant to do (docs/emotions.md); not every context has them. */
  emotions: z.array(z.string()).min(1).max(3).optional(),
  motivations: z.array(z.string()).min(1).max(2).optional(),
})
export type Label = z.infer<typeof labelSchema>

/** Kinds in which a person would welcome a meme. */
export const WANTING: ReadonlySet<Label['kind']> = new Set(['meme', 'hyperbole', 'slang-ack'])

/** Reads the labelled contexts of a split; the splits share no topic. @throws DoutuError `library-broken` */
export function readLabels(split: 'dev' | 'test'): Label[] {
  const path = fileURLToPath(new URL(`../library/starter/labels/${split}.jsonl`, import.meta.url))
  if (!existsSync(path))
    throw new DoutuError(
      'library-broken',
      `The labels ${path} are missing.`,
      'Restore them with: git checkout library/starter/labels',
    )
  return [...parseJsonLines(readFileSync(path, 'utf8').split('\n'), labelSchema)].map(parsed => {
    if ('error' in parsed)
      throw new DoutuError('library-broken', `${path}: ${parsed.error.message}`, 'Mend that line.', parsed.error)
    return parsed.value
  })
}

const heldOutSchema = z.object({
  label: z.enum(['light', 'neutral', 'serious']),
  category: z.string(),
  turns: z.array(z.string()).min(1),
})

/**
 * Lines for the gate that no classifier and no encoder is trained on (encoder/train/held-out/gate.jsonl): grief told without the
 * usual words, and sober talk that is not grave. The dev split has little of either.
 * @throws DoutuError `library-broken`
 */
export function readHeldOutGateLines(): z.infer<typeof heldOutSchema>[] {
  const path = fileURLToPath(new URL('../encoder/train/held-out/gate.jsonl', import.meta.url))
  return [...parseJsonLines(readFileSync(path, 'utf8').split('\n'), heldOutSchema)].map(parsed => {
    if ('error' in parsed)
      throw new DoutuError('library-broken', `${path}: ${parsed.error.message}`, 'Mend that line.', parsed.error)
    return parsed.value
  })
}
