import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type Weights, weightsSchema } from './score.ts'

const fileSchema = z.object({ default: weightsSchema }).catchall(weightsSchema)

/** MemeCMD's weights (arXiv 2507.00891): the baseline to beat. It knows neither examples nor words. */
export const MEMECMD_WEIGHTS: Weights = {
  scenario: 0.3,
  emotion: 0.2,
  motivation: 0.7,
  examples: 0,
  bestExample: 0,
  unsuitable: 0.2,
  lexical: 0,
}

/** The weights learned for an encoder, by its id, or the neutral ones; all of them are in `weights.json`. */
export function weightsFor(encoderId: string): Weights {
  const file = readWeights()
  return file[encoderId] ?? file.default
}

/** The weights of an encoder that none were learned for. */
export function neutralWeights(): Weights {
  return readWeights().default
}

function readWeights() {
  return fileSchema.parse(JSON.parse(readFileSync(new URL('./weights.json', import.meta.url), 'utf8')))
}
