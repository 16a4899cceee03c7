import type { Hono } from 'hono'
import type { Brain } from '../../../src/brain.ts'
import { answer } from '../answer.ts'
import { replayConversation } from './protocol.ts'
import { replay } from './replay.ts'

/** Running a conversation again under other settings. */
export function whatIfRoutes(app: Hono, brain: Brain): void {
  answer(app, replayConversation, async ({ events, settings }) => ({
    decisions: await replay(brain, events, settings),
  }))
}
