import type { Provider } from '../providers/provider.ts'
import type { Reaction } from '../scenarios/schemas.ts'
import { makeDecks } from './deck.ts'
import { OfflineVoice } from './voice.ts'

/** The provider that needs nothing: no server, no model, no network. The same seed gives the same words everywhere. */
export function offlineProvider(reactions: readonly Reaction[]): Provider {
  const decks = makeDecks(reactions)
  return {
    name: 'offline',
    model: 'bank-1',
    open: (cast, self) => new OfflineVoice(cast, self, reactions, decks),
    usage: () => ({ promptTokens: 0, completionTokens: 0, requests: 0 }),
    close: async () => {},
  }
}
