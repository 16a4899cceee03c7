import { Client, type ClientOptions, Events, GatewayIntentBits as Intent, Partials } from 'discord.js'
import { onTestFinished } from 'vitest'
import type { FakeDiscord } from './server.ts'

const INTENTS = [
  Intent.Guilds,
  Intent.GuildMessages,
  Intent.GuildMessageReactions,
  Intent.DirectMessages,
  Intent.DirectMessageReactions,
  Intent.MessageContent,
]

/** The plain discord.js client, logged in to a fake Discord and destroyed when the test ends. */
export async function loggedIn(discord: FakeDiscord, options: Partial<ClientOptions> = {}): Promise<Client<true>> {
  const client = new Client({
    intents: INTENTS,
    partials: [Partials.Channel, Partials.Message, Partials.Reaction],
    ...options,
    rest: { api: discord.api, ...options.rest },
  })
  client.on(Events.Error, () => {})
  onTestFinished(() => client.destroy())
  const ready = new Promise<Client<true>>(resolve => client.once(Events.ClientReady, resolve))
  await client.login(discord.token)
  return ready
}

/** The next event of a client of which a test holds. */
export function nextEvent<T>(client: Client, event: string, wanted: (value: T) => boolean = () => true): Promise<T> {
  return new Promise(resolve => {
    const listener = (value: T) => {
      if (!wanted(value)) return
      client.off(event, listener)
      resolve(value)
    }
    client.on(event, listener)
  })
}
