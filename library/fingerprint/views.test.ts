import { expect, test } from 'vitest'
import { SIDE } from './frames.ts'
import { viewsOf, WHOLE } from './views.ts'

/** A square whose pixels are white or dark. */
const drawn = (isWhite: (x: number, y: number) => boolean) =>
  Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, index) => {
    const pixel = Math.floor(index / 3)
    return isWhite(pixel % SIDE, Math.floor(pixel / SIDE)) ? 255 : 40
  })
const isWithin = (x: number, y: number, edge: number, bottom: number) =>
  x >= edge && x < SIDE - edge && y >= edge && y < bottom

test('a picture without a border has but one view, and one with an even border two', () => {
  expect(viewsOf(drawn(() => false))).toEqual([WHOLE])
  const bordered = drawn((x, y) => !isWithin(x, y, 20, SIDE - 20))
  expect(viewsOf(bordered)).toEqual([WHOLE, { left: 20, top: 20, right: SIDE - 20, bottom: SIDE - 20 }])
})

test('a white border around a picture that ends in white comes off with and without that end', () => {
  const views = viewsOf(drawn((x, y) => !isWithin(x, y, 20, 140)))
  expect(views).toContainEqual({ left: 20, top: 20, right: SIDE - 20, bottom: 140 })
  expect(views.at(-1)).toEqual({ left: 20, top: 20, right: SIDE - 20, bottom: SIDE - 20 })
})
