import type { WebSocket } from 'ws'
import { shardOf } from './model/snowflakes.ts'
import type { Audience } from './model/state.ts'
import type { Json } from './model/types.ts'

/** Events that a session can be given again when it resumes. */
const REPLAYABLE = 20_000

/** Gateway operation codes that the fake speaks. */
export const Op = {
  Dispatch: 0,
  Heartbeat: 1,
  Identify: 2,
  PresenceUpdate: 3,
  VoiceStateUpdate: 4,
  Resume: 6,
  Reconnect: 7,
  RequestGuildMembers: 8,
  InvalidSession: 9,
  Hello: 10,
  HeartbeatAck: 11,
} as const

/** The privileged bit without which guild messages come without their content. */
export const MESSAGE_CONTENT = 1 << 15

/** One shard's session: outlives its socket, so that it can be resumed. */
export class GatewaySession {
  socket: WebSocket | undefined
  resumed = 0
  presence: unknown
  /** No more events: the session was invalidated. */
  over = false
  private sequence = 0
  private readonly log: Array<{ readonly s: number; readonly text: string }> = []

  constructor(
    readonly id: string,
    readonly shard: readonly [id: number, count: number],
    readonly intents: number,
    readonly identifiedAt: number,
  ) {}

  get seesContent(): boolean {
    return (this.intents & MESSAGE_CONTENT) !== 0
  }

  /** True when an event of such an audience goes to this session. */
  hears({ guild, intents }: Audience): boolean {
    const home = guild ? shardOf(guild.id, this.shard[1]) : 0
    return !this.over && home === this.shard[0] && (intents === 0 || (this.intents & intents) !== 0)
  }

  /** Numbers an event, keeps it for a resume, and sends it if there is a socket. */
  dispatch(event: string, payload: Json): void {
    this.sequence += 1
    const text = JSON.stringify({ op: Op.Dispatch, t: event, s: this.sequence, d: payload })
    this.log.push({ s: this.sequence, text })
    if (this.log.length > REPLAYABLE) this.log.shift()
    if (this.socket?.readyState === 1) this.socket.send(text)
  }

  /** Sends again what came after a sequence number; false when that is too long ago. */
  replay(after: number): boolean {
    const first = this.log[0]?.s ?? this.sequence + 1
    if (after > this.sequence || after < first - 1) return false
    for (const { s, text } of this.log) if (s > after) this.socket?.send(text)
    return true
  }
}
