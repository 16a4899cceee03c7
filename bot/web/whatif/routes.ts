import type { Hono } from 'hono'
import type { Brain } from '../../../src/brain.ts'
import { answer, Refusal } from '../answer.ts'
import { replayConversation } from './protocol.ts'
import { replay } from './replay.ts'

/** Running a conversation again under other settings. A slider that moves on leaves the last run behind: it ends. */
export function whatIfRoutes(app: Hono, brain: Brain): void {
  answer(app, replayConversation, async ({ events, settings }, context) => {
    const { signal } = context.req.raw
    try {
      return { decisions: await replay(brain, events, settings, signal) }
    } catch (error) {
      if (signal.aborted) throw new Refusal(400, 'aborted', 'The request was given up.')
      throw error
    }
  })
}
