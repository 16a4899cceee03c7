/** The message that a link or an id names; what is neither names none. */
export function messageIdOf(text: string): string {
  return /(\d{15,21})\s*$/.exec(text.trim())?.[1] ?? ''
}

/** Channel and message of a link; the channel is missing where only an id was given. */
export function messageReference(text: string): { channel: string | undefined; message: string } {
  const link = /\/channels\/(?:@me|\d+)\/(\d+)\/(\d+)\s*$/.exec(text.trim())
  return { channel: link?.[1], message: link?.[2] ?? messageIdOf(text) }
}
