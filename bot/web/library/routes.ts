import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context, Hono } from 'hono'
import type { Brain } from '../../../src/brain.ts'
import { type LibrarySnapshot, memePath } from '../../../src/pipeline/library-snapshot.ts'
import type { LabelledMeme } from '../../../src/storage/memes.ts'
import { answer, Refusal } from '../answer.ts'
import { Keeper } from './keeper.ts'
import { overviewOf } from './overview.ts'
import { presentDetail, presentItem } from './present.ts'
import {
  actOnMemes,
  type Criteria,
  changeMeme,
  criteriaSchema,
  listIds,
  listMemes,
  showMeme,
  showOverview,
  undoChange,
} from './protocol.ts'
import { type Found, searchMemes } from './search.ts'
import { Thumbnails } from './thumbnails.ts'
import { readPopularity } from './usage.ts'

/** What the routes of the library stand on. */
export interface LibraryRoutes {
  readonly brain: Brain
  readonly dataFolder: string
  readonly now: () => number
}

/** The gallery's requests: it shows every meme there is, whatever its scope and state, to the keeper whose page this is. */
export function libraryRoutes(app: Hono, { brain, dataFolder, now }: LibraryRoutes): void {
  const keeper = new Keeper(brain, dataFolder, now)
  const search = rememberingSearch(brain)
  const detailOf = async (id: string) => {
    const { library } = await brain.tools()
    const meme = find(library, id)
    return presentDetail(meme, memePath(meme, dataFolder), library, brain.database)
  }

  answer(app, showOverview, async () => overviewOf((await brain.tools()).library.memes))

  answer(app, listMemes, async ({ offset, limit, ...criteria }) => {
    const found = await search(criteria, offset > 0)
    return { total: found.length, items: found.slice(offset, offset + limit).map(presentItem) }
  })

  answer(app, listIds, async criteria => ({ ids: (await search(criteria, true)).map(({ meme }) => meme.id) }))

  answer(app, showMeme, ({ id }) => detailOf(id))

  answer(app, changeMeme, async ({ id, ...changes }) => {
    if (Object.keys(changes).length === 0) throw new Refusal(400, 'nothing-to-change', 'Nothing is to be changed.')
    const meme = find((await brain.tools()).library, id)
    return { ...(await keeper.change(meme, changes)), meme: await detailOf(id) }
  })

  answer(app, actOnMemes, ({ action, ids, batch }) => keeper.act(action, ids, batch))
  answer(app, undoChange, ({ batch }) => keeper.undo(batch))
  pictureRoutes(app, brain, dataFolder)
}

function find(library: LibrarySnapshot, id: string): LabelledMeme {
  const meme = library.byId.get(id)?.meme ?? library.memes.find(one => one.id === id)
  if (!meme) throw new Refusal(404, 'no-such-meme', 'There is no such meme.')
  return meme
}

const REMEMBERED_SEARCHES = 8

/** Searches, and remembers what was found last: who scrolls on goes on in the list that they began with. */
function rememberingSearch(brain: Brain): (criteria: Criteria, again: boolean) => Promise<readonly Found[]> {
  const remembered = new Map<string, { readonly library: LibrarySnapshot; readonly found: Promise<Found[]> }>()
  return async (criteria, again) => {
    const key = JSON.stringify(criteriaSchema.parse(criteria))
    const tools = await brain.tools()
    const known = remembered.get(key)
    if (again && known?.library === tools.library) return known.found
    const found = searchMemes(criteria, tools, readPopularity(brain.database))
    remembered.delete(key)
    remembered.set(key, { library: tools.library, found })
    if (remembered.size > REMEMBERED_SEARCHES) remembered.delete(remembered.keys().next().value!)
    found.catch(() => remembered.delete(key))
    return found
  }
}

const FOREVER = 'private, max-age=31536000, immutable'

/** Pictures, by their content's hash: they never change, so browsers keep them. */
function pictureRoutes(app: Hono, brain: Brain, dataFolder: string): void {
  const thumbnails = new Thumbnails(join(dataFolder, 'thumbnails'))
  const missing = (context: Context) => context.text('The image of this meme is missing.\n', 404)

  app.get('/library/thumbnails/:id', async context => {
    const meme = find(brain.library(), context.req.param('id'))
    const path = memePath(meme, dataFolder)
    const bytes = await thumbnails.of(meme, path, context.req.raw.signal).catch(() => undefined)
    if (!bytes) return missing(context)
    return context.body(new Uint8Array(bytes), 200, { 'content-type': 'image/webp', 'cache-control': FOREVER })
  })

  app.get('/library/images/:id', async context => {
    const meme = find(brain.library(), context.req.param('id'))
    const bytes = await readFile(memePath(meme, dataFolder)).catch(() => undefined)
    if (!bytes) return missing(context)
    return context.body(new Uint8Array(bytes), 200, { 'content-type': meme.mime, 'cache-control': FOREVER })
  })
}
