import { expect, onTestFinished } from 'vitest'
import { type FakeDiscord, type FakeDiscordOptions, startFakeDiscord } from './server.ts'

/** A fake Discord for one test: closed at its end, when nothing may have broken Discord's description. */
export async function fakeDiscord(options?: FakeDiscordOptions): Promise<FakeDiscord> {
  const discord = await startFakeDiscord(options)
  onTestFinished(async () => {
    await discord.close()
    expect(discord.violations()).toEqual([])
  })
  return discord
}
