import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import PQueue from 'p-queue'
import { alone } from '../../../library/commands/session.ts'
import { actOnMemes } from '../../../library/keep/act.ts'
import { changeMemes, type KeepReport, type KeepTools } from '../../../library/keep/change.ts'
import { undoBatch } from '../../../library/keep/undo.ts'
import type { Brain } from '../../../src/brain.ts'
import { DoutuError } from '../../../src/errors.ts'
import type { LabelledMeme } from '../../../src/storage/memes.ts'
import { Refusal } from '../answer.ts'
import type { ActionName, Done, MemeChanges } from './protocol.ts'

const MOST_WORKERS = 4

/** What a keeper does with the library from the page: the same as from the command line, and the brain knows of it at once. */
export class Keeper {
  // One thing after another: what is undone must be done, and the safety check wants the processors for itself.
  private readonly queue = new PQueue({ concurrency: 1 })

  constructor(
    private readonly brain: Pick<Brain, 'adopt' | 'database'>,
    private readonly dataFolder: string,
    private readonly now: () => number,
  ) {}

  /** Changes one meme. */
  change(meme: LabelledMeme, changes: MemeChanges): Promise<Done> {
    const record = { ...changes, id: meme.id }
    return this.work(randomUUID(), tools => changeMemes([{ meme, record }], tools))
  }

  /** Does one thing with many memes. */
  act(action: ActionName, ids: readonly string[], batch: string = randomUUID()): Promise<Done> {
    return this.work(batch, tools => actOnMemes([...new Set(ids)], action, tools))
  }

  /** Takes back what was done at once. */
  async undo(batch: string): Promise<Done & { stale: string[] }> {
    const newBatch = randomUUID()
    const stale: string[] = []
    const done = await this.work(newBatch, async tools => {
      const report = await undoBatch(batch, { ...tools, newBatch })
      stale.push(...report.stale)
      return report
    })
    return { ...done, stale }
  }

  private work(batch: string, work: (tools: KeepTools) => Promise<KeepReport>): Promise<Done> {
    const { brain, dataFolder, now } = this
    const workers = Math.min(MOST_WORKERS, availableParallelism())
    const tools = { database: brain.database, dataFolder, workers, now, done: { batch } }
    return this.queue.add(async () => {
      const { changed, held } = await alone({ dataFolder }, () => work(tools)).catch(refuseBusy)
      const shown = held.map(({ meme, code }) => ({ id: meme.id, caption: meme.caption, code }))
      await brain.adopt(...changed, ...shown.map(({ id }) => id))
      return { batch, changed: [...changed], held: shown }
    })
  }
}

/** What the lock of the library says while an import or an annotation runs. */
function refuseBusy(error: unknown): never {
  if (error instanceof DoutuError && error.code === 'bad-input') throw new Refusal(409, 'busy', error.message)
  throw error
}
