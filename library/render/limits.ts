import type { CompositionName } from './types.ts'

/** How many lines and how many pieces of art a composition has room for: the least and the most of each. */
export interface Limits {
  readonly lines: readonly [number, number]
  readonly art: readonly [number, number]
}

/** What every composition has room for. */
export const limits: Readonly<Record<CompositionName, Limits>> = {
  'big-face': { lines: [1, 2], art: [1, 1] },
  duo: { lines: [1, 2], art: [2, 2] },
  'two-panels': { lines: [2, 2], art: [2, 2] },
  'four-panels': { lines: [4, 4], art: [4, 4] },
  bubble: { lines: [1, 2], art: [1, 1] },
  sign: { lines: [1, 2], art: [1, 1] },
  certificate: { lines: [1, 2], art: [0, 1] },
  warning: { lines: [1, 2], art: [1, 1] },
  progress: { lines: [2, 2], art: [1, 1] },
  medicine: { lines: [2, 2], art: [1, 1] },
  chat: { lines: [2, 3], art: [1, 2] },
  'name-tag': { lines: [2, 2], art: [0, 1] },
  weather: { lines: [2, 2], art: [1, 1] },
  receipt: { lines: [2, 5], art: [0, 1] },
  'before-after': { lines: [2, 2], art: [2, 2] },
  battery: { lines: [2, 2], art: [1, 1] },
  poster: { lines: [1, 2], art: [1, 1] },
  'boarding-pass': { lines: [1, 2], art: [1, 1] },
  book: { lines: [1, 2], art: [1, 1] },
  call: { lines: [1, 2], art: [1, 1] },
  search: { lines: [1, 3], art: [0, 1] },
  almanac: { lines: [1, 3], art: [1, 1] },
  dialog: { lines: [1, 3], art: [1, 1] },
  achievement: { lines: [1, 2], art: [1, 1] },
  exam: { lines: [2, 2], art: [0, 1] },
  pie: { lines: [2, 5], art: [1, 1] },
  notice: { lines: [2, 4], art: [0, 1] },
  player: { lines: [1, 2], art: [1, 1] },
  tracking: { lines: [2, 4], art: [1, 1] },
  'sticky-note': { lines: [1, 3], art: [0, 1] },
}
