import { copyFileSync, linkSync, mkdirSync, readdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { buildIndex } from '../../../indexer/build.ts'
import { STARTER_FOLDER } from '../../../library/manifest.ts'
import { UNKNOWN_SAFETY } from '../../../library/safety/safety.ts'
import { saveFinding } from '../../../src/storage/findings.ts'
import { type IncomingMeme, saveMemes } from '../../../src/storage/memes.ts'
import { memeAbout, openTinyBrain, type TinyBrain } from '../../../test/fakes.ts'
import { makeWeb } from '../app.ts'

// A page on a big library: so many memes with the starter library's pictures, each file there once and linked.

const TOPICS = ['加班', '下雨', '奶茶', '考试', '周一', '发工资', '减肥', '迟到', '堵车', '火锅', '猫', '快递']
const MOODS = ['开心', '无奈', '想哭', '得意', '困', '感动', '嫌弃', '期待']
const TAGS = ['上班', '吃喝', '日常', '动物', '天气']
const STATES = ['approved', 'approved', 'approved', 'approved', 'review', 'draft', 'blocked'] as const
const DECENT = { drawing: 1, hentai: 0, neutral: 0, porn: 0, sexy: 0 }

/** Memes of many topics, states, ratings, scopes and tags; every seventh moves. */
export function manyMemes(count: number): IncomingMeme[] {
  return Array.from({ length: count }, (_, number) => {
    const pick = <T>(from: readonly T[], step = 1) => from[Math.floor(number / step) % from.length]!
    const topic = `${pick(TOPICS)}${number}`
    const meme = memeAbout(`meme-${number}`, topic, {
      caption: `${pick(TOPICS)}到${pick(MOODS, 3)} ${number}`,
      tags: [pick(TAGS, 2)],
      state: pick(STATES),
      rating: number % 50 === 7 ? 'sensitive' : 'safe',
      scope: number % 40 === 11 ? 'guild:100' : 'global',
      frames: number % 7 === 3 ? 8 : 1,
      width: 512,
      height: 512,
    })
    return { ...meme, annotation: { ...meme.annotation, emotion: pick(MOODS, 3) } }
  })
}

/** Puts the starter library's still pictures at the places of the memes' images. */
export function linkPictures(folder: string, memes: readonly IncomingMeme[]): void {
  const images = join(STARTER_FOLDER, 'images')
  const names = readdirSync(images).filter(name => name.endsWith('.webp'))
  const copies = join(folder, 'pictures')
  mkdirSync(copies, { recursive: true })
  mkdirSync(join(folder, 'memes'), { recursive: true })
  for (const name of names) copyFileSync(join(images, name), join(copies, name))
  memes.forEach((meme, index) => {
    linkSync(join(copies, names[index % names.length]!), join(folder, 'memes', meme.file))
  })
}

/** Serves the page on a library in a folder. */
export async function serveLibrary(folder: string, memes: readonly IncomingMeme[]) {
  const brain: TinyBrain = await openTinyBrain(folder, [], { settings: { COMPARED_MODELS: 'builtin,nowhere/model' } })
  await fill(brain, memes)
  linkPictures(folder, memes)
  await brain.refresh()
  const failures: unknown[] = []
  const speaker = {
    async *speak() {
      yield '嗯嗯'
    },
  }
  const { app, conversations } = makeWeb({
    config: brain.config,
    brain,
    speaker,
    token: '',
    quietMilliseconds: 20,
    now: Date.now,
    onError: error => failures.push(error),
  })
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
  await new Promise(resolve => server.once('listening', resolve))
  return {
    brain,
    failures,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
      await conversations.close()
      await brain.close()
    },
  }
}

// With what the safety check found, so that no classifier is started.
async function fill({ database, encoder, config }: TinyBrain, memes: readonly IncomingMeme[]): Promise<void> {
  await saveMemes(database, memes, 0)
  database.driver.transaction(() => {
    for (const { id } of memes) saveFinding(database, id, 'safety', { ...UNKNOWN_SAFETY, classifier: DECENT }, 0)
  })()
  await buildIndex(database, encoder, config.dataFolder, { full: false, now: 0 })
}
