/** What a button, menu or form of the bot does; everything after the name is a hint, never a right. */
export interface CustomId {
  readonly action: string
  readonly values: readonly string[]
}

const PREFIX = 'doutu'

/** At most 100 characters, as Discord demands. */
export function customId(action: string, ...values: string[]): string {
  return [PREFIX, action, ...values].join('/')
}

/** Reads a custom id; undefined where it is none of the bot's. */
export function parseCustomId(text: string): CustomId | undefined {
  const [prefix, action, ...values] = text.split('/')
  return prefix === PREFIX && action ? { action, values } : undefined
}
