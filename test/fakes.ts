import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildIndex } from '../indexer/build.ts'
import { type Brain, openBrain } from '../src/brain.ts'
import { type Config, loadConfig } from '../src/config/load.ts'
import { type Encoder, type TextRole, unit } from '../src/models/encoder.ts'
import { memePath } from '../src/pipeline/library-snapshot.ts'
import { type Database, openDatabase } from '../src/storage/database.ts'
import { type IncomingMeme, saveMemes } from '../src/storage/memes.ts'

// What tests and the processes that they start share; nothing here needs vitest.

/** An encoder that needs no model and remembers what it was asked. */
export interface FakeEncoder extends Encoder {
  /** Passages embedded so far, in order. */
  readonly passages: string[]
}

/** Unit vectors from hashed character 1- and 2-grams: alike texts have alike vectors, the same everywhere. */
export function fakeEncoder(
  options: { id?: string; revision?: string; dimension?: number; delay?: (role: TextRole) => number } = {},
): FakeEncoder {
  const { id = 'fake', revision = '1', dimension = 32, delay } = options
  const passages: string[] = []
  return {
    id,
    revision,
    dimension,
    passages,
    async encode(texts, role) {
      const milliseconds = delay?.(role) ?? 0
      if (milliseconds > 0) await sleep(milliseconds)
      if (role === 'passage') passages.push(...texts)
      return texts.map(text => embed(text, dimension))
    },
    async dispose() {},
  }
}

function embed(text: string, dimension: number): Float32Array {
  const vector = new Float32Array(dimension)
  const characters = [...text]
  characters.forEach((character, index) => {
    for (const gram of [character, character + (characters[index + 1] ?? '')]) {
      const digest = createHash('md5').update(gram).digest()
      vector[digest.readUInt16LE(0) % dimension]! += (digest[2]! & 1) === 1 ? 1 : -1
    }
  })
  return unit(vector)
}

/** A sound meme that nobody drew; what matters to a test is given. */
export function syntheticMeme(name: string, given: Partial<IncomingMeme> = {}): IncomingMeme {
  return {
    id: createHash('sha256').update(name).digest('hex'),
    slug: name,
    library: 'user',
    file: `${name}.png`,
    mime: 'image/png',
    width: 4,
    height: 4,
    frames: 1,
    perceptualHash: '0123456789abcdef',
    caption: `图 ${name}`,
    rating: 'safe',
    state: 'approved',
    source: 'test',
    licence: 'CC0-1.0',
    scope: 'global',
    annotation: {
      scenario: `聊到 ${name} 的时候`,
      unsuitable: `不想提 ${name} 的时候`,
      emotion: '开心',
      motivation: `想说 ${name}`,
      examples: Array.from({ length: 8 }, (_, line) => `${name} 第 ${line + 1} 句`),
    },
    ...given,
  }
}

/** A meme whose eight examples all are about one thing. */
export function memeAbout(name: string, topic: string, given: Partial<IncomingMeme> = {}): IncomingMeme {
  const plain = syntheticMeme(name)
  const lines = ['', '又是', '今天', '说到', '可恶的', '我的', '没完没了的', '大家都在']
  const examples = lines.map(line => `${line}${topic}`)
  return {
    ...plain,
    caption: topic,
    annotation: { ...plain.annotation, scenario: topic, emotion: topic, motivation: topic, examples },
    ...given,
  }
}

/** Settings for tests: no gate, no floor, no chance, everything in the folder. */
export function testConfig(folder: string, settings: Record<string, string> = {}): Config {
  const plain = { DATA_DIR: folder, GATE: 'false', SAMPLER: 'greedy', SCORE_FLOOR: '0', MINIMUM_GAP: '0', SEED: 'test' }
  return loadConfig({ ...plain, TARGET_RATE: '1', ...settings }, folder)
}

/** Puts something at the place of every meme's image. */
export function writeImages(folder: string, memes: readonly IncomingMeme[]): void {
  mkdirSync(join(folder, 'memes'), { recursive: true })
  for (const meme of memes) if (meme.library === 'user') writeFileSync(memePath(meme, folder), 'image')
}

/** A brain on a tiny library, with the clock at 0 unless given, and what it said. */
export interface TinyBrain extends Brain {
  readonly config: Config
  readonly notices: string[]
}

/** Fills a folder with memes, builds the index and opens the brain on it. */
export async function openTinyBrain(
  folder: string,
  memes: readonly IncomingMeme[],
  options: { settings?: Record<string, string>; encoder?: Encoder; now?: () => number; database?: Database } = {},
): Promise<TinyBrain> {
  const { settings = {}, encoder = fakeEncoder(), now = () => 0 } = options
  const config = testConfig(folder, settings)
  const database = options.database ?? (await openDatabase(folder))
  await saveMemes(database, memes, 0)
  writeImages(folder, memes)
  await buildIndex(database, encoder, folder, { full: false, now: 0 })
  const notices: string[] = []
  const notice = (message: string) => void notices.push(message)
  return { ...(await openBrain({ config, database, encoder, now, notice })), config, notices }
}

/** How many memes {@link bigLibrary} has. */
export const BIG_LIBRARY = 240

/** A few hundred memes; every second one has texts that name the version. */
export function bigLibrary(version: string): IncomingMeme[] {
  return Array.from({ length: BIG_LIBRARY }, (_, number) => {
    const meme = syntheticMeme(`meme-${number}`)
    const annotation = { ...meme.annotation, emotion: number % 2 === 0 ? `开心 ${version}` : '开心' }
    return { ...meme, annotation }
  })
}

/** A line of a library's manifest; what is given is put into it, sound or not. */
export function manifestLine(
  name: string,
  given: { id?: string; mime?: string; caption?: string; examples?: number } = {},
) {
  const { library: _library, state: _state, annotation, ...meme } = syntheticMeme(name)
  const { examples = 8, ...changed } = given
  return JSON.stringify({
    ...meme,
    intents: ['joy'],
    temper: 'warm',
    drawing: { composition: 'big-face', art: [], lines: ['x'], palette: 'mint', motion: 'none', mood: 'calm' },
    annotation: { ...annotation, examples: Array.from({ length: examples }, (_, line) => `${name} ${line}`) },
    ...changed,
  })
}
