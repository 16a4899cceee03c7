import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { GatewaySession, MESSAGE_CONTENT, Op } from './gateway-session.ts'
import { guildCreatePayload, memberPayload, userPayload } from './model/payloads.ts'
import { shardOf } from './model/snowflakes.ts'
import type { State } from './model/state.ts'
import type { Json } from './model/types.ts'

/** Close codes after which a client must not resume. */
const FATAL = new Set([1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014])
const PRIVILEGED: Record<string, number> = {
  GuildMembers: 1 << 1,
  GuildPresences: 1 << 8,
  MessageContent: MESSAGE_CONTENT,
}

interface Packet {
  readonly op: number
  readonly d?: unknown
}

interface Identify {
  readonly token: string
  readonly intents: number
  readonly shard?: [number, number]
  readonly presence?: unknown
  readonly properties?: { readonly os?: string; readonly browser?: string; readonly device?: string }
}

/** The gateway: one per fake, on the path `/gateway` of its port. */
export class Gateway {
  readonly sessions: GatewaySession[] = []
  /** Milliseconds between heartbeats, told in HELLO. */
  heartbeatInterval = 41_250
  /** What clients did against the protocol. */
  readonly faults: string[] = []
  private readonly sockets = new WebSocketServer({ noServer: true })
  private readonly refused = new Set<string>()
  private deaf = false
  private readonly heartbeats: number[] = []

  constructor(
    private readonly state: State,
    private readonly changed: () => void,
  ) {
    state.emit = (event, audience, payload) => {
      for (const session of this.sessions)
        if (session.hears(audience)) session.dispatch(event, payload(session.seesContent))
      this.changed()
    }
    this.sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => this.greet(socket, request))
  }

  /** Listens to upgrades on a server. */
  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      this.sockets.handleUpgrade(request, socket, head, client => this.sockets.emit('connection', client, request))
    })
  }

  /** Drops every socket, or those of one shard. Codes of which clients may resume keep the session. */
  disconnect(code = 4000, shard?: number): void {
    for (const session of this.open(shard)) session.socket?.close(code)
  }

  /** Cuts the connection without a word, as a broken network does. */
  cut(shard?: number): void {
    for (const session of this.open(shard)) session.socket?.terminate()
  }

  /** Op 7. */
  askToReconnect(): void {
    for (const session of this.open()) session.socket?.send(JSON.stringify({ op: Op.Reconnect, d: null }))
  }

  /** Op 9. */
  invalidate(resumable: boolean): void {
    for (const session of this.open()) {
      if (!resumable) session.over = true
      session.socket?.send(JSON.stringify({ op: Op.InvalidSession, d: resumable }))
    }
  }

  /** From now on, whoever asks for one of these privileged intents is refused with 4014. */
  refuseIntents(...names: string[]): void {
    for (const name of names) this.refused.add(name)
    if (names.includes('MessageContent')) this.state.contentGranted = false
  }

  /** No heartbeat is acknowledged any more (or again). */
  deafen(deaf = true): void {
    this.deaf = deaf
  }

  /** How many heartbeats came so far. */
  get beats(): number {
    return this.heartbeats.length
  }

  async close(): Promise<void> {
    for (const client of this.sockets.clients) client.terminate()
    this.sockets.close()
    await once(this.sockets, 'close').catch(() => {})
  }

  private open(shard?: number): GatewaySession[] {
    return this.sessions.filter(({ socket, shard: [id] }) => socket && (shard === undefined || id === shard))
  }

  private greet(socket: WebSocket, request: IncomingMessage): void {
    const query = new URL(request.url ?? '/', 'ws://x').searchParams
    if (query.get('v') !== '10' || query.get('encoding') !== 'json') this.fault(`gateway asked for ${request.url}`)
    socket.send(JSON.stringify({ op: Op.Hello, d: { heartbeat_interval: this.heartbeatInterval } }))
    let session: GatewaySession | undefined
    socket.on('message', data => {
      const packet: Packet = JSON.parse(String(data))
      if (packet.op === Op.Identify) session = this.identify(socket, packet.d as Identify)
      else if (packet.op === Op.Resume) session = this.resume(socket, packet.d as { session_id: string; seq: number })
      else this.receive(socket, session, packet)
      this.changed()
    })
    socket.on('close', code => {
      if (session?.socket !== socket) return
      session.socket = undefined
      if (FATAL.has(code)) session.over = true
      this.changed()
    })
    socket.on('error', () => {})
  }

  private receive(socket: WebSocket, session: GatewaySession | undefined, { op, d }: Packet): void {
    if (op === Op.Heartbeat) {
      this.heartbeats.push(this.state.now())
      if (!this.deaf) socket.send(JSON.stringify({ op: Op.HeartbeatAck }))
    } else if (!session) socket.close(4003)
    else if (op === Op.PresenceUpdate) session.presence = d
    else if (op === Op.RequestGuildMembers) this.members(session, d as MembersRequest)
    else if (op !== Op.VoiceStateUpdate) socket.close(4001)
  }

  private identify(socket: WebSocket, { token, intents, shard = [0, 1], presence, properties }: Identify) {
    if (token !== this.state.token) return void socket.close(4004)
    if (!properties?.os || !properties.browser) this.fault('identify without properties')
    if ([...this.refused].some(name => intents & PRIVILEGED[name]!)) return void socket.close(4014)
    const session = new GatewaySession(this.state.id(), shard, intents, this.state.now())
    session.presence = presence
    session.socket = socket
    for (const old of this.sessions) if (old.shard[0] === shard[0] && !old.socket) old.over = true
    this.sessions.push(session)
    this.welcome(session)
    return session
  }

  private welcome(session: GatewaySession): void {
    const [id, count] = session.shard
    const joined = [...this.state.guilds.values()].filter(guild => guild.botJoinedAt !== undefined)
    const guilds = joined.filter(guild => shardOf(guild.id, count) === id)
    session.dispatch('READY', {
      v: 10,
      user: { ...userPayload(this.state.bot), verified: true, mfa_enabled: false, email: null },
      guilds: guilds.map(guild => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.url,
      shard: session.shard,
      application: { id: this.state.application, flags: this.state.contentGranted ? 1 << 19 : 0 },
    })
    for (const guild of guilds) session.dispatch('GUILD_CREATE', guildCreatePayload(this.state, guild))
  }

  private resume(socket: WebSocket, { session_id, seq }: { session_id: string; seq: number }) {
    const session = this.sessions.find(({ id, over }) => id === session_id && !over)
    if (session) session.socket = socket
    if (!session?.replay(seq)) {
      socket.send(JSON.stringify({ op: Op.InvalidSession, d: false }))
      return undefined
    }
    session.resumed += 1
    session.dispatch('RESUMED', {})
    return session
  }

  /** Op 8: asked for by ids, by a name's beginning, or all. */
  private members(session: GatewaySession, request: MembersRequest): void {
    const guild = this.state.guilds.get(request.guild_id)
    if (!guild) return
    const ids = [request.user_ids ?? []].flat()
    const all = [...guild.members.values()]
    const found =
      ids.length > 0
        ? all.filter(({ person }) => ids.includes(person.id))
        : all.filter(({ person }) => person.name.startsWith(request.query ?? ''))
    const payload: Json = {
      guild_id: guild.id,
      members: found.slice(0, request.limit || undefined).map(member => memberPayload(member)),
      chunk_index: 0,
      chunk_count: 1,
      not_found: ids.filter(id => !guild.members.has(id)),
      ...(request.nonce ? { nonce: request.nonce } : {}),
    }
    session.dispatch('GUILD_MEMBERS_CHUNK', payload)
  }

  private fault(what: string): void {
    this.faults.push(what)
  }

  /** Where clients find it. */
  get url(): string {
    return `${this.state.origin.replace('http', 'ws')}/gateway`
  }
}

interface MembersRequest {
  readonly guild_id: string
  readonly query?: string
  readonly limit?: number
  readonly user_ids?: string | string[]
  readonly nonce?: string
}
