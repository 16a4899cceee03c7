import { existsSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import type { LanguageModel } from '../../../src/models/language-model.ts'
import { memePath } from '../../../src/pipeline/library-snapshot.ts'
import { pendingSubmissions } from '../../../src/storage/guild-memes.ts'
import { setMemeState } from '../../../src/storage/memes.ts'
import { memeAbout, temporaryBrain } from '../../../test/helpers.ts'
import { Blocks } from '../blocks.ts'
import { allowedOrigins, download, MAXIMUM_BYTES } from './download.ts'
import { readPicture } from './picture.ts'
import { submit } from './submit.ts'

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const circle = (colour: string, x = 100) =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="200" height="200" fill="white"/><circle cx="${x}" cy="90" r="70" fill="${colour}"/><rect x="20" y="${x}" width="60" height="90" fill="black"/></svg>`,
    ),
  )
    .png()
    .toBuffer()

/** A sound PNG header that announces a picture of any size, with little behind it. */
function bomb(width: number, height: number): Buffer {
  const table = Array.from({ length: 256 }, (_, value) => {
    let crc = value
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    return crc >>> 0
  })
  const checksum = (bytes: Buffer) =>
    (bytes.reduce((crc, byte) => (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!, 0xffffffff) ^ 0xffffffff) >>> 0
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const crc = Buffer.alloc(4)
    crc.writeUInt32BE(checksum(body))
    return Buffer.concat([length, body, crc])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const row = Buffer.alloc(Math.ceil(width / 8) + 1)
  const data = deflateSync(Buffer.concat(Array.from({ length: Math.min(height, 2000) }, () => row)))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const refused = (refusal: string) => expect.objectContaining({ name: 'Refused', refusal })

test("only Discord's CDN is fetched from, and the operator's proxy where there is one", async () => {
  const here = await serve((_, response) => response.end('picture'))
  const plain = allowedOrigins('https://discord.com/api')
  expect([...plain]).toEqual(['https://cdn.discordapp.com', 'https://media.discordapp.net'])
  for (const url of [
    `${here}/a.png`,
    'http://cdn.discordapp.com/a.png',
    'https://cdn.discordapp.com.evil.example/a.png',
    'https://cdn.discordapp.com@evil.example/a.png',
    'https://user:word@cdn.discordapp.com/a.png',
    'https://cdn.discordapp.com:8443/a.png',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'no address',
    '',
  ])
    await expect(download(url, plain), url).rejects.toEqual(refused('foreign-url'))
  expect((await download(`${here}/a.png`, allowedOrigins(`${here}/api`))).toString()).toBe('picture')
})

test('a redirect is not followed, and no more is read than a picture may have, announced or not', async () => {
  const here = await serve((request, response) => {
    if (request.url === '/away') return response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    if (request.url === '/gone') return response.writeHead(404).end()
    if (request.url === '/announced')
      return response.writeHead(200, { 'content-length': MAXIMUM_BYTES + 1 }).end(Buffer.alloc(MAXIMUM_BYTES + 1))
    response.writeHead(200)
    const more = () => response.write(Buffer.alloc(1 << 20)) && setImmediate(more)
    response.on('drain', more)
    more()
  })
  const origins = allowedOrigins(here)
  await expect(download(`${here}/away`, origins)).rejects.toEqual(refused('unreachable'))
  await expect(download(`${here}/gone`, origins)).rejects.toEqual(refused('unreachable'))
  await expect(download(`${here}/announced`, origins)).rejects.toEqual(refused('too-large'))
  await expect(download(`${here}/endless`, origins)).rejects.toEqual(refused('too-large'))
})

test('what is no picture, a bomb, or too small is refused; bytes at random never do anything else', async () => {
  await expect(readPicture(bomb(30_000, 30_000))).rejects.toEqual(refused('too-many-pixels'))
  await expect(readPicture(bomb(4000, 400_000))).rejects.toEqual(refused('too-many-pixels'))
  await expect(readPicture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).rejects.toEqual(
    refused('not-a-picture'),
  )
  await expect(readPicture(Buffer.from('MZ not a picture'))).rejects.toEqual(refused('not-a-picture'))
  await expect(
    readPicture(
      await sharp(await circle('red'))
        .resize(16)
        .png()
        .toBuffer(),
    ),
  ).rejects.toEqual(refused('too-small'))
  const whole = await circle('red')
  await expect(readPicture(whole.subarray(0, whole.length / 2))).rejects.toEqual(refused('not-a-picture'))
  const broken = fc.tuple(fc.constantFrom(0, 8, 40), fc.uint8Array({ maxLength: 400 }))
  await fc.assert(
    fc.asyncProperty(broken, async ([kept, rest]) => {
      await expect(readPicture(Buffer.concat([whole.subarray(0, kept), rest]))).rejects.toMatchObject({
        name: 'Refused',
      })
    }),
    { numRuns: 60 },
  )
})

test('a picture is packed anew without its metadata, and keeps its frames', async () => {
  const withPlace = await sharp(await circle('blue'))
    .withExif({ IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
    .jpeg()
    .toBuffer()
  const picture = await readPicture(withPlace)
  expect(picture).toMatchObject({ mime: 'image/jpeg', width: 200, height: 200, frames: 1 })
  expect((await sharp(picture.bytes).metadata()).exif).toBeUndefined()
  const frames = [await circle('red'), await circle('green', 60)]
  const moving = await sharp(frames, { join: { animated: true } })
    .gif({ delay: [100, 200] })
    .toBuffer()
  const read = await readPicture(moving)
  expect(read).toMatchObject({ mime: 'image/gif', frames: 2 })
  expect((await sharp(read.bytes).metadata()).delay).toEqual([100, 200])
})

async function guilds(model?: LanguageModel) {
  const brain = await temporaryBrain([memeAbout('overtime', '加班'), memeAbout('rain', '下雨')])
  const blocks = new Blocks(brain.database, () => brain.library())
  const parts = { brain, blocks, model, dataFolder: brain.config.dataFolder, now: () => 1 }
  const hand = async (guild: string, bytes: Buffer, hints = { words: '加班人', scene: '' }) =>
    submit(parts, { guild, member: 'anna', bytes, hints })
  return { brain, blocks, hand }
}

test('a picture waits for review in its own guild; another guild may hand in the same one and learns nothing', async () => {
  const { brain, blocks, hand } = await guilds()
  const bytes = await circle('red')
  const mine = await hand('g', bytes)
  expect(mine).toMatchObject({ state: 'review', scope: 'guild:g', caption: '加班人' })
  expect(mine.annotation.examples).toHaveLength(8)
  expect(existsSync(memePath(mine, brain.config.dataFolder))).toBe(true)
  await expect(hand('g', bytes)).rejects.toEqual(refused('duplicate'))
  await expect(hand('g', await sharp(bytes).resize(150).jpeg().toBuffer())).rejects.toEqual(refused('duplicate'))
  const theirs = await hand('h', bytes)
  expect(theirs.id).not.toBe(mine.id)
  expect(pendingSubmissions(brain.database, 'g').map(({ meme }) => meme)).toEqual([mine.id])
  blocks.add(
    'g',
    { contentHash: 'x', perceptualHash: (await readPicture(await circle('green', 40))).perceptualHash },
    'mod',
    1,
  )
  await expect(hand('g', await circle('green', 40))).rejects.toEqual(refused('blocked'))
  expect((await hand('h', await circle('green', 40))).state).toBe('review')
})

test('an approved picture can be chosen at once, in its guild only', async () => {
  const { brain, hand } = await guilds()
  const meme = await hand('g', await circle('red'), { words: '螺蛳粉', scene: '螺蛳粉' })
  const search = async (guild: string) =>
    (await brain.search('螺蛳粉', 9, { ...brain.filter, guild })).map(candidate => candidate.meme.id)
  expect(await search('g')).not.toContain(meme.id)
  await setMemeState(brain.database, meme.id, 'approved', 2)
  await brain.adopt(meme.id)
  expect((await search('g'))[0]).toBe(meme.id)
  expect(await search('h')).not.toContain(meme.id)
  expect(brain.meme(meme.id)?.meme.state).toBe('approved')
})

test('a model that sees drafts the annotation; one that answers nonsense leaves it to the words', async () => {
  const says = (answer: string): LanguageModel => ({
    name: 'eyes',
    async *stream(messages) {
      expect(messages.at(-1)!.images![0]).toMatch(/^data:image\/png;base64,/)
      yield answer
    },
  })
  const annotation = {
    scenario: '有人晒猫',
    unsuitable: '猫生病了',
    emotion: '喜欢',
    motivation: '夸一夸',
    examples: ['看我家猫', '它又睡着了', '猫猫', '好可爱', '想摸', '吸猫', '又胖了', '今天拍的'],
  }
  const seen = await guilds(says(`好的：\n${JSON.stringify({ caption: '猫猫头', ...annotation })}`))
  expect(await seen.hand('g', await circle('red'), { words: '', scene: '' })).toMatchObject({
    caption: '猫猫头',
    annotation,
  })
  const blind = await guilds(says('{"caption": 1}'))
  expect((await blind.hand('g', await circle('red'))).caption).toBe('加班人')
})
