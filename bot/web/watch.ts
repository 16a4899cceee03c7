import { Hono } from 'hono'
import { Registry } from 'prom-client'
import { guard } from './access.ts'

/** What a health check and Prometheus are told. */
export interface Watched {
  readonly memes: () => number
  /** How the Discord bot is; undefined where there is none. */
  readonly discord?: (() => { readonly connected: boolean } | undefined) | undefined
  /** What Prometheus reads; undefined where nothing is counted. */
  readonly metrics?: (() => Promise<string> | undefined) | undefined
}

/**
 * `/healthz` for everybody, and `/metrics` behind the page's guard. A Discord bot that is not connected is a degraded service, which the
 * status says and the HTTP status does not: being restarted would not bring Discord back.
 */
export function makeWatch({ memes, discord, metrics }: Watched, token: string): Hono {
  const app = new Hono()
  app.get('/healthz', context => {
    const bot = discord?.()
    const status = !bot || bot.connected ? 'ok' : 'degraded'
    return context.json({ status, memes: memes(), ...(bot ? { discord: bot } : {}) })
  })
  app.get('/metrics', guard(token), async context => {
    const text = await metrics?.()
    return context.text(text ?? '', 200, { 'content-type': Registry.PROMETHEUS_CONTENT_TYPE })
  })
  return app
}
