/** What a piece of a streamed answer may hold; servers leave out what they like. */
interface Piece {
  readonly choices?: ReadonlyArray<{
    readonly delta?: { readonly content?: unknown; readonly refusal?: unknown } | null
    readonly finish_reason?: unknown
  }> | null
  readonly usage?: unknown
  readonly error?: unknown
}

/** A streamed chat completion (server-sent events) as the completion that it makes up; pieces that are no JSON are passed over. */
export function completionOfEvents(events: string): Record<string, unknown> {
  const text = { content: '', refusal: '' }
  let finish: unknown = null
  let rest: Pick<Piece, 'usage' | 'error'> = {}
  for (const line of events.split(/\r\n|\n|\r/)) {
    const piece = line.startsWith('data:') ? pieceOf(line.slice('data:'.length)) : undefined
    if (!piece) continue
    const choice = piece.choices?.[0]
    for (const part of ['content', 'refusal'] as const) {
      const more = choice?.delta?.[part]
      if (typeof more === 'string') text[part] += more
    }
    finish = choice?.finish_reason ?? finish
    rest = { ...rest, ...(piece.usage ? { usage: piece.usage } : {}), ...(piece.error ? { error: piece.error } : {}) }
  }
  return { choices: [{ index: 0, message: { role: 'assistant', ...text }, finish_reason: finish }], ...rest }
}

function pieceOf(text: string): Piece | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    // `[DONE]`, or half a line.
    return undefined
  }
}
