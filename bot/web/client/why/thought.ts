import type { PageDecision } from '../../chat/protocol.ts'
import type { Conversation } from '../chat/conversation.ts'

/** The lines that a decision answers, as one text. */
export function textOf({ events }: Conversation, { id }: Pick<PageDecision, 'id'>): string {
  const thought = events.find(event => event.kind === 'thought' && event.decision === id)
  return thought?.kind === 'thought' ? thought.text : ''
}
