import type { Spending } from '../../src/storage/answers.ts'
import type { LabelledMeme } from '../../src/storage/memes.ts'
import { mostTokensIn } from './ask.ts'
import { type Prices, priceOf } from './ledger.ts'
import { questionText, SYSTEM_PROMPT } from './prompt.ts'

/** Tokens of a usual answer. */
const USUAL_ANSWER = 450
/** A picture and a text take about this share of the most that they may. */
const USUAL_SHARE = 0.6

/** What it will cost, about, to ask about memes that have not been answered for; repairs and repetitions are not in it. */
export function estimateCost(memes: readonly LabelledMeme[], prices: Prices): Spending {
  let tokensIn = 0
  for (const meme of memes) {
    const scale = Math.min(1, 512 / Math.max(meme.width, meme.height))
    const still = { width: Math.round(meme.width * scale), height: Math.round(meme.height * scale) }
    const size = meme.frames > 1 ? { width: 768, height: 256 } : still
    const text = questionText({ words: meme.caption, title: '', frames: meme.frames })
    tokensIn += mostTokensIn({ system: SYSTEM_PROMPT, text }, size) * USUAL_SHARE
  }
  return priceOf(Math.round(tokensIn), memes.length * USUAL_ANSWER, prices)
}
