/** What is waited for at most, in milliseconds: Discord wants an answer to a button within 3 seconds. */
const PATIENCE_MILLISECONDS = 2000

/**
 * Memes on their way to Discord, by channel. People see one, and press the buttons under it, before Discord's answer has told the bot
 * which message it is.
 */
export class Arrivals {
  private readonly underWay = new Map<string, Set<Promise<void>>>()

  /** Something is under way in a channel, until what this returns is called. */
  begin(channel: string): () => void {
    const all = this.underWay.get(channel) ?? new Set()
    this.underWay.set(channel, all)
    let end = () => {}
    const done = new Promise<void>(resolve => {
      end = resolve
    })
    all.add(done)
    return () => {
      end()
      all.delete(done)
      if (all.size === 0 && this.underWay.get(channel) === all) this.underWay.delete(channel)
    }
  }

  /** Resolves once all that is under way in a channel now has ended, or patience has. */
  async settled(channel: string): Promise<void> {
    const all = [...(this.underWay.get(channel) ?? [])]
    if (all.length === 0) return
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, PATIENCE_MILLISECONDS)
    })
    await Promise.race([Promise.all(all), late])
    clearTimeout(timer)
  }
}
