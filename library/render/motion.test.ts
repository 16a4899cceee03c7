import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { artDefinition, artFilters, findArt } from './art.ts'
import { compositions } from './compositions/index.ts'
import { prepareFonts } from './fonts.ts'
import { framesOf } from './motion.ts'
import { type CompositionName, type Drawing, type Frame, MOTIONS, type Motion } from './types.ts'

const SIDE = 128
const moving = MOTIONS.filter(motion => motion !== 'none' && motion !== 'type')
/** One that stands on nothing, and one that is a printed thing and travels as a whole. */
const kinds: readonly CompositionName[] = ['big-face', 'notice']

let definition = ''
beforeAll(async () => {
  prepareFonts()
  definition = await artDefinition(findArt('otter', 'fluent-3d'), 0)
})

const drawing = (composition: CompositionName, motion: Motion): Drawing => ({
  composition,
  art: ['otter'],
  lines: ['先这样', '再那样'],
  palette: 'mint',
  motion,
  mood: 'calm',
})

const frames = (composition: CompositionName, motion: Motion): Frame[] => {
  const asked = drawing(composition, motion)
  return framesOf(compositions[composition](asked), asked)
}

async function pixels({ svg }: Frame): Promise<Buffer> {
  const document = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 512 512"><defs>${definition}${artFilters}</defs>${svg}</svg>`
  return sharp(Buffer.from(document)).flatten().greyscale().raw().toBuffer()
}

/** The mean difference of two pictures, from 0 to 255. */
const difference = (one: Buffer, two: Buffer): number =>
  one.reduce((sum, value, at) => sum + Math.abs(value - (two[at] ?? 0)), 0) / one.length

test.each(kinds.flatMap(kind => moving.map(motion => [kind, motion] as const)))(
  '%s that moves like %s moves, and its last frame leads to the first as each leads to the next',
  async (kind, motion) => {
    const pictures: Buffer[] = []
    for (const frame of frames(kind, motion)) pictures.push(await pixels(frame))
    const steps = pictures.map((picture, at) => difference(picture, pictures[(at + 1) % pictures.length] ?? picture))
    const back = steps.pop() ?? Number.NaN
    expect(Math.max(...steps)).toBeGreaterThan(0.3)
    expect(back).toBeLessThanOrEqual(Math.max(...steps) * 1.25)
  },
)

test.each(['swing', 'bounce', 'slide', 'two-beat'] as const)('%s begins at rest', motion => {
  const [first] = frames('notice', motion)
  const turns = [...(first?.svg.matchAll(/^<g transform="translate\(([\d. -]+)\) rotate\((-?[\d.]+)\)/g) ?? [])]
  for (const [, , turn] of turns) expect(Number(turn)).toBe(0)
  expect(first?.svg).toContain('再那样')
})

test.each(['big-face', 'bubble', 'sign', 'two-panels', 'notice', 'book', 'exam'] as const)(
  'two beats of %s: the whole joke, then the setup alone, then the whole joke again',
  composition => {
    const said = frames(composition, 'two-beat').map(({ svg }) => [svg.includes('先'), svg.includes('再')])
    expect(said[0]).toEqual([true, true])
    expect(said.filter(([, punchline]) => !punchline)).toEqual([[true, false]])
    expect(said.at(-1)).toEqual([true, true])
  },
)

test('a preview of either beat stays long enough to be read, and what moves between is quick', () => {
  const delays = frames('big-face', 'two-beat').map(({ delay }) => delay)
  expect(delays.filter(delay => delay >= 900)).toHaveLength(2)
  expect(delays.filter(delay => delay < 100)).toHaveLength(delays.length - 2)
})

test('a printed thing that swings takes its art and its words along', () => {
  const [, second] = frames('notice', 'swing')
  const turns = [...(second?.svg.matchAll(/rotate\((-?[\d.]+)\) scale\(1 1\)/g) ?? [])].map(([, turn]) => turn)
  // The wall behind it stays where it is.
  expect(turns[0]).toBe('0')
  expect(new Set(turns.slice(1)).size).toBe(1)
  expect(Number(turns[1])).not.toBe(0)
})
