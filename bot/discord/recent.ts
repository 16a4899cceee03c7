/** The last so many of some ids: for noticing what comes a second time, without remembering for ever. */
export class RecentIds {
  private readonly ids = new Set<string>()

  constructor(private readonly limit: number) {}

  /** @returns false where it is there already */
  add(id: string): boolean {
    if (this.ids.has(id)) return false
    this.ids.add(id)
    if (this.ids.size > this.limit) this.ids.delete(this.ids.values().next().value!)
    return true
  }

  has(id: string): boolean {
    return this.ids.has(id)
  }
}
