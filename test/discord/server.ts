import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { type RecordedRequest, serveOperation } from './desk.ts'
import { Gateway } from './gateway.ts'
import type { GatewaySession } from './gateway-session.ts'
import { Interactions } from './interactions.ts'
import { State } from './model/state.ts'
import type { Channel, Json, Message } from './model/types.ts'
import { Validator } from './openapi/validate.ts'
import { OPERATIONS, type Operation, partsOf } from './operations.ts'
import { type Pace, RateLimits } from './rate-limits.ts'
import { ROUTES } from './rest/routes.ts'
import { type Behaviour, Scripts } from './scripts.ts'
import { makeWorld, type World } from './world/world.ts'

type App = Hono<{ Bindings: { incoming: IncomingMessage } }>

/** How a fake Discord is to be. */
export interface FakeDiscordOptions {
  /** Shards that GET /gateway/bot recommends; 1 unless given. */
  readonly shards?: number
  /** Pace of POST messages per channel; far looser than Discord's 5 in 5 seconds unless given. */
  readonly rateLimit?: { readonly messages: number; readonly seconds: number }
  /** Privileged intents that the developer portal does not grant, such as `MessageContent`. */
  readonly refusedIntents?: readonly string[]
  /** False leaves out the check against the description (for measuring speed only). */
  readonly validate?: boolean
  readonly heartbeatInterval?: number
  readonly now?: () => number
  readonly port?: number
}

/** A Discord on loopback; see README.md. */
export class FakeDiscord {
  readonly state: State
  readonly gateway: Gateway
  readonly world: World
  readonly limits: RateLimits
  private readonly interactions: Interactions
  private readonly scripts = new Scripts()
  private readonly recorded: RecordedRequest[] = []
  private readonly faults: string[] = []
  private readonly served = new Map<string, (path: string) => Response | Promise<Response>>()
  private readonly hits: string[] = []
  private readonly watching = new Set<() => void>()
  private readonly taken = new Map<string, number>()
  private server!: Server

  constructor(private readonly options: FakeDiscordOptions = {}) {
    const now = options.now ?? Date.now
    this.state = new State(now)
    this.gateway = new Gateway(this.state, this.changed)
    this.gateway.heartbeatInterval = options.heartbeatInterval ?? this.gateway.heartbeatInterval
    this.gateway.refuseIntents(...(options.refusedIntents ?? []))
    this.interactions = new Interactions(this.state, this.changed)
    this.limits = new RateLimits(now, operation => this.paceOf(operation))
    this.world = makeWorld(this.state, this.interactions)
  }

  async listen(): Promise<this> {
    const app = this.routes()
    this.server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: this.options.port ?? 0 }) as Server
    if (!this.server.listening) await once(this.server, 'listening')
    this.state.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
    this.gateway.attach(this.server)
    return this
  }

  async close(): Promise<void> {
    await this.gateway.close()
    this.server.close()
    this.server.closeAllConnections()
  }

  /** Base of the REST API, for `rest.api` and DISCORD_API_URL. */
  get api(): string {
    return `${this.state.origin}/api`
  }

  get origin(): string {
    return this.state.origin
  }

  get token(): string {
    return this.state.token
  }

  /** The bot's own person. */
  get bot() {
    return this.state.bot
  }

  get heartbeatInterval(): number {
    return this.gateway.heartbeatInterval
  }

  set heartbeatInterval(milliseconds: number) {
    this.gateway.heartbeatInterval = milliseconds
  }

  requests(route?: Operation): RecordedRequest[] {
    return route ? this.recorded.filter(request => request.route === route) : [...this.recorded]
  }

  /** The bot's messages in a channel, deleted ones included, oldest first. */
  sent(channel: Channel): Message[] {
    return channel.messages.filter(message => message.author === this.state.bot)
  }

  /** The bot's next message in a channel that this did not give before. */
  async nextSent(channel: Channel, options?: { timeout?: number }): Promise<Message> {
    const index = this.taken.get(channel.id) ?? 0
    await this.until(() => this.sent(channel).length > index, options)
    this.taken.set(channel.id, index + 1)
    return this.sent(channel)[index]!
  }

  /**
   * Resolves once a condition holds; it is looked at after every request and gateway packet, and every so many milliseconds.
   * @throws Error after `timeout` milliseconds, 10,000 unless given
   */
  until(
    condition: () => boolean,
    { timeout = 10_000, every = 20 }: { timeout?: number; every?: number } = {},
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer)
        clearInterval(poll)
        this.watching.delete(look)
        settle()
      }
      const look = () => {
        try {
          if (condition()) finish(resolve)
        } catch (error) {
          finish(() => reject(error))
        }
      }
      const timer = setTimeout(() => finish(() => reject(new Error(`${timeout} ms passed: ${condition}`))), timeout)
      // What happens in the program under test alone makes no request.
      const poll = setInterval(look, every)
      this.watching.add(look)
      look()
    })
  }

  /** Faults against Discord's description and the gateway's protocol; may be emptied. */
  violations(): string[] {
    this.faults.push(...this.gateway.faults.splice(0))
    return this.faults
  }

  typing(channel: Channel): readonly number[] {
    return this.state.typing.get(channel.id) ?? []
  }

  commands(): Json[] {
    return [...this.state.commands.values()]
  }

  sessions(): readonly GatewaySession[] {
    return this.gateway.sessions
  }

  script(route: Operation, behaviour: Behaviour): void {
    this.scripts.add(route, behaviour)
  }

  /** Everything goes well again. */
  clearScripts(): void {
    this.scripts.clear()
  }

  disconnect(options: { code?: number; shard?: number } = {}): void {
    this.gateway.disconnect(options.code, options.shard)
  }

  askToReconnect(): void {
    this.gateway.askToReconnect()
  }

  invalidate(resumable: boolean): void {
    this.gateway.invalidate(resumable)
  }

  refuseIntents(...names: string[]): void {
    this.gateway.refuseIntents(...names)
  }

  deafen(deaf?: boolean): void {
    this.gateway.deafen(deaf)
  }

  /** Serves a path of the CDN by a function: a redirect, an endless stream. Returns its address. */
  serve(path: string, answer: (path: string) => Response | Promise<Response>): string {
    this.served.set(path, answer)
    return `${this.origin}${path}`
  }

  /** Paths that were fetched from the CDN, and every path that is nothing at all. */
  cdnHits(): readonly string[] {
    return this.hits
  }

  private paceOf(operation: Operation): Pace {
    const { rateLimit } = this.options
    const messages = operation === 'POST /channels/{channel_id}/messages'
    if (rateLimit && messages) return { requests: rateLimit.messages, seconds: rateLimit.seconds }
    return { requests: 1000, seconds: 1 }
  }

  private readonly changed = (): void => {
    for (const look of [...this.watching]) look()
  }

  private routes(): App {
    // Clients escape the @ of `@original`.
    const getPath = ({ url }: Request) => new URL(url).pathname.replaceAll('%40', '@')
    const app: App = new Hono({ getPath })
    const parts = {
      tools: () => ({
        state: this.state,
        interactions: this.interactions,
        gateway: this.gateway.url,
        shards: this.options.shards ?? 1,
      }),
      validator: this.options.validate === false ? undefined : new Validator(),
      scripts: this.scripts,
      limits: this.limits,
      violations: this.faults,
      requests: this.recorded,
      changed: this.changed,
    }
    for (const operation of OPERATIONS) {
      const { method, path } = partsOf(operation)
      const pattern = `/api/v10${path.replace(/\{(\w+)\}/g, ':$1')}`
      app.on(method, pattern, c => serveOperation(c, operation, ROUTES[operation], parts))
    }
    app.all('/api/*', c => {
      this.faults.push(`${c.req.method} ${c.req.path} is no operation that the fake knows`)
      return c.json({ code: 0, message: '404: Not Found' }, 404)
    })
    app.get('*', async c => {
      const path = new URL(c.req.url).pathname
      this.hits.push(path)
      const special = this.served.get(path)
      if (special) return special(path)
      const file = this.state.files.get(path)
      if (!file) return c.text('no such file', 404)
      return c.body(new Uint8Array(file.bytes), 200, { 'content-type': file.type })
    })
    app.onError((error, c) => {
      // Who hangs up in the middle of a request, or is killed, breaks no rule.
      if (c.env.incoming.destroyed) return c.body(null, 500)
      this.faults.push(`the fake itself failed: ${error.stack}`)
      return c.json({ code: 0, message: 'the fake failed' }, 500)
    })
    return app
  }
}

/** A fake Discord that listens on a free port of loopback. */
export const startFakeDiscord = (options?: FakeDiscordOptions): Promise<FakeDiscord> =>
  new FakeDiscord(options).listen()
