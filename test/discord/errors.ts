/** Discord's error codes that the fake answers with: HTTP status and message. */
const KNOWN: Record<number, readonly [status: number, message: string]> = {
  0: [404, '404: Not Found'],
  10002: [404, 'Unknown Application'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10013: [404, 'Unknown User'],
  10014: [404, 'Unknown Emoji'],
  10015: [404, 'Unknown Webhook'],
  10060: [404, 'Unknown sticker'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  20012: [403, 'You are not authorized to perform this action on this application'],
  40001: [401, 'Unauthorized'],
  40005: [413, 'Request entity too large'],
  40060: [400, 'Interaction has already been acknowledged.'],
  50001: [403, 'Missing Access'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50013: [403, 'Missing Permissions'],
  50027: [401, 'Invalid Webhook Token'],
  50035: [400, 'Invalid Form Body'],
  50083: [400, 'Thread is archived'],
  160002: [400, 'Cannot reply without permission to read message history'],
}

/** A refusal as Discord words it; thrown by handlers, answered by the server. */
export class DiscordRefusal extends Error {
  readonly status: number
  /** What the client is told. Discord's tree of faulty fields is left out: its codes are words, which its own description forbids. */
  readonly body: { code: number; message: string }

  /** `why` is for who reads the test's log. */
  constructor(
    readonly code: number,
    readonly why?: string,
  ) {
    const [status, message] = KNOWN[code] ?? [400, `Error ${code}`]
    super(why ? `${message} (${why})` : message)
    this.status = status
    this.body = { code, message }
  }
}
