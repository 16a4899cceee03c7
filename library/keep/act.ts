import type { MemeState, StoredMeme } from '../../src/schemas/meme.ts'
import { stateSchema } from '../../src/schemas/meme.ts'
import { editsOfMeme } from '../../src/storage/edits.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { approveMemes } from '../safety/approve.ts'
import { changeMemes, type KeepReport, type KeepTools } from './change.ts'

/** What can be done to many memes at once; nothing of it is final. */
export const ACTIONS = ['approve', 'block', 'delete', 'restore'] as const
export type Action = (typeof ACTIONS)[number]

const LOOKED_BACK = 200

/**
 * Approves (after the safety check), blocks, deletes or restores memes. Those that are so already, or are not there, are passed over.
 * Blocked and deleted ones are not approved but restored, to the state that they had before.
 */
export async function actOnMemes(ids: readonly string[], action: Action, tools: KeepTools): Promise<KeepReport> {
  const memes = await readMemes(tools.database, ids)
  switch (action) {
    case 'approve': {
      const { approved, held } = await approveMemes(
        memes.filter(meme => meme.state !== 'approved'),
        tools,
      )
      return { changed: approved.map(meme => meme.id), held }
    }
    case 'block':
      return setStates(memes, () => 'blocked', tools)
    case 'delete':
      return setStates(memes, () => 'deleted', tools)
    case 'restore':
      return setStates(memes, meme => (isPutAway(meme.state) ? stateBefore(meme, tools) : meme.state), tools)
  }
}

const isPutAway = (state: MemeState) => state === 'blocked' || state === 'deleted'

function setStates(memes: readonly StoredMeme[], stateOf: (meme: StoredMeme) => MemeState, tools: KeepTools) {
  const changes = memes.flatMap(meme => {
    const state = stateOf(meme)
    return state === meme.state ? [] : [{ meme, record: { id: meme.id, state } }]
  })
  return changeMemes(changes, tools)
}

/** The last state in which a meme was neither blocked nor deleted; `review` where nobody knows. */
function stateBefore({ id }: StoredMeme, { database }: KeepTools): MemeState {
  const states = editsOfMeme(database, id, LOOKED_BACK)
    .filter(edit => edit.field === 'state')
    .map(edit => stateSchema.parse(edit.before))
  return states.find(state => !isPutAway(state)) ?? 'review'
}
