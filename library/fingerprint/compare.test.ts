import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { ReadLine } from '../read/reading.ts'
import { lookCloser } from './compare.ts'
import { judge } from './judge.ts'

/** Characters stand for words: a few strokes each, in a square of 40 pixels. */
const STROKES: Record<string, string> = {
  甲: 'M4 6H36V22H4zM20 2V38M4 14H36',
  乙: 'M6 6H34L8 32H36',
  丙: 'M4 6H36M8 14V36M32 14V36M20 8L10 30M20 8L30 30',
  丁: 'M4 8H36M20 8V34H12',
  戊: 'M8 8V36M8 8H32M20 4L36 36M34 22L18 36',
}
interface Written {
  readonly text: string
  readonly left: number
  readonly top: number
  readonly size: number
  readonly colour?: string
}

const SIDE = 400
/** A figure on a coloured ground with something written. */
function picture(...words: Written[]): Promise<Buffer> {
  const letters = words.map(({ text, left, top, size, colour = '#111' }) =>
    [...text].map(
      (character, index) =>
        `<path transform="translate(${left + index * size} ${top}) scale(${size / 40})" d="${STROKES[character]}" fill="none" stroke="${colour}" stroke-width="4"/>`,
    ),
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><rect width="100%" height="100%" fill="#fc9"/><circle cx="180" cy="150" r="90" fill="#8bd" stroke="#222" stroke-width="6"/><circle cx="150" cy="130" r="10"/><circle cx="210" cy="130" r="10"/><path d="M150 190H210" stroke="#222" stroke-width="6"/>${letters.flat().join('')}</svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/** A line as it would be read. */
const line = (text: string, left: number, top: number, width: number, height: number, confidence = 0.99): ReadLine => ({
  text,
  confidence,
  box: { left, top, width, height },
  frame: 0,
})
const image = async (words: Written[], lines: ReadLine[]) => ({
  bytes: await picture(...words),
  reading: { width: SIDE, height: SIDE, lines },
})

const caption: Written = { text: '甲乙丙', left: 100, top: 330, size: 50 }
const plain = () => image([caption], [line('甲乙丙', 100, 330, 150, 50)])
const verdict = async (one: Parameters<typeof lookCloser>[0], two: Parameters<typeof lookCloser>[0]) => {
  const [forth, back] = [judge(await lookCloser(one, two), true), judge(await lookCloser(two, one), true)]
  console.log(JSON.stringify(await lookCloser(one, two)))
  expect(back.verdict).toBe(forth.verdict)
  return forth.verdict
}

test('a mark that was read as one line with the caption beside it is a mark', async () => {
  const mark: Written = { text: '丁戊丁', left: 325, top: 355, size: 20, colour: '#666' }
  const marked = await image([caption, mark], [line('甲乙丙 丁戊丁', 100, 330, 285, 50)])
  expect(await verdict(await plain(), marked)).toBe('same')
})

test('words as large as the caption that follow it are other words', async () => {
  const more = await image(
    [caption, { text: '丁', left: 250, top: 330, size: 50 }],
    [line('甲乙丙丁', 100, 330, 200, 50)],
  )
  expect(await verdict(await plain(), more)).toBe('different')
})

test('one other character is other words, also where it was not read very surely', async () => {
  const other = await image([{ ...caption, text: '甲戊丙' }], [line('甲戊丙', 100, 330, 150, 50, 0.9)])
  expect(await verdict(await plain(), other)).toBe('different')
})

test('another face under the same words is another meme, and the same one with a logo in a corner is not', async () => {
  const overlaid = async (svg: string) => ({
    ...(await plain()),
    bytes: await sharp(await picture(caption))
      .composite([
        { input: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400">${svg}</svg>`) },
      ])
      .jpeg({ quality: 80 })
      .toBuffer(),
  })
  const eyes = (x: number) =>
    `<circle cx="${x}" cy="130" r="12" fill="#8bd"/><path d="M${x - 14} 122L${x + 14} 138M${x - 14} 138L${x + 14} 122" stroke="#111" stroke-width="6"/>`
  const mouth = '<ellipse cx="180" cy="185" rx="24" ry="18" fill="#711"/>'
  expect(await verdict(await plain(), await overlaid(eyes(150) + eyes(210) + mouth))).toBe('different')
  expect(
    await verdict(await plain(), await overlaid('<rect x="330" y="10" width="58" height="58" fill="#d22"/>')),
  ).toBe('same')
})
