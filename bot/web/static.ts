import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import type { Brain } from '../../src/brain.ts'
import { conversationOf } from './access.ts'

const PUBLIC_FOLDER = fileURLToPath(new URL('./public', import.meta.url))

/** The images of memes, by their content's hash: they never change, so browsers keep them. */
export function memeRoutes(app: Hono, brain: Brain): void {
  app.get('/memes/:id', async context => {
    const found = brain.meme(context.req.param('id'))
    if (found?.meme.state !== 'approved') return context.text('There is no such meme.\n', 404)
    const bytes = await readFile(found.path).catch(() => undefined)
    if (!bytes) return context.text('The image of this meme is missing.\n', 404)
    return context.body(new Uint8Array(bytes), 200, {
      'content-type': found.meme.mime,
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${found.meme.id}"`,
    })
  })
}

/** The built client. A page of an older version must not outlive an update, so browsers ask each time, and get 304. */
export function pageRoutes(app: Hono): void {
  app.get('/', async (context, next) => {
    conversationOf(context)
    await next()
  })
  const onFound = (_path: string, context: Context) => context.header('cache-control', 'no-cache')
  app.use('/*', etag(), serveStatic({ root: PUBLIC_FOLDER, onFound }))
}

/** Compresses what is text and long enough to be worth it; streams of events are left alone. */
export const compressed = () => compress()
