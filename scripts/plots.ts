import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEverything, print, readConfig } from '../src/cli/context.ts'
import { liftPlot, ratePlot, spacingPlot, thresholdPlot } from './plots/policy.ts'
import { drawPlot } from './plots/render.ts'
import { reliabilityPlot, successPlot } from './plots/retrieval.ts'

/**
 * Draws every plot of the documentation: node --import tsx scripts/plots.ts
 * All of it is computed, from the seeds and the labels, on an index of its own in a temporary folder.
 */
const folder = mkdtempSync(join(tmpdir(), 'doutu-plots-'))
try {
  print(await drawPlot('threshold', thresholdPlot()))
  print(await drawPlot('spacing', spacingPlot()))
  print(await drawPlot('rate', ratePlot()))
  print(await drawPlot('lift', liftPlot()))
  // Settings that would change what is measured are fixed, whatever .env says.
  const settings = { EMBEDDING_MODEL: 'builtin', GATE: 'true', TARGET_RATE: '0.1', MINIMUM_GAP: '3', SAMPLER: 'greedy' }
  const brain = await openEverything(readConfig({ ...settings, DATA_DIR: folder, SEED: 'plots' }))
  try {
    print(await drawPlot('reliability', await reliabilityPlot(brain)))
    print(await drawPlot('success', await successPlot(brain)))
  } finally {
    await brain.close()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
