import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { FoundMeme } from '../formats/images.ts'
import type { ViewDialogue } from './data.ts'
import { servedPage, viewerScript, viewerStyle } from './page.ts'
import type { Plot } from './plots.ts'

const TYPES: Readonly<Record<string, string>> = {
  webp: 'image/webp',
  png: 'image/png',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
}

/** The viewer's server: the page, its data, and the images of the memes in it; nothing else of this machine. */
export function makeViewer(
  dialogues: readonly ViewDialogue[],
  found: readonly FoundMeme[],
  plots: readonly Plot[],
): Hono {
  const paths = new Map(found.map(({ meme, path }) => [meme.id, path]))
  const data = JSON.stringify({
    dialogues,
    images: Object.fromEntries([...paths.keys()].map(id => [id, `images/${id}`])),
  })
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      strictTransportSecurity: false,
    }),
  )
  app.get('/', context => context.html(servedPage(plots)))
  app.get('/viewer.js', context =>
    context.body(viewerScript(), 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  app.get('/viewer.css', context => context.body(viewerStyle(), 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/data.json', context => context.body(data, 200, { 'content-type': 'application/json; charset=utf-8' }))
  app.get('/images/:id', context => {
    const path = paths.get(context.req.param('id'))
    if (!path) return context.notFound()
    const type = TYPES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'
    return context.body(new Uint8Array(readFileSync(path)), 200, {
      'content-type': type,
      'cache-control': 'max-age=3600',
    })
  })
  return app
}
