import { createHash } from 'node:crypto'
import { type REST, Routes } from 'discord.js'
import type { Database } from '../../src/storage/database.ts'
import { readFact, saveFact } from '../../src/storage/guilds.ts'
import { definitions } from './commands/index.ts'

/**
 * Registers the commands with Discord, where they are not the ones that were registered last.
 * @param force registers them in any case
 * @returns whether they were sent
 */
export async function registerCommands(
  rest: REST,
  database: Database,
  application: string,
  force = false,
): Promise<boolean> {
  const body = JSON.stringify(definitions)
  const digest = createHash('sha256').update(body).digest('hex')
  const key = `discord-commands/${application}`
  if (!force && readFact(database, key) === digest) return false
  await rest.put(Routes.applicationCommands(application), { body: definitions })
  saveFact(database, key, digest)
  return true
}
