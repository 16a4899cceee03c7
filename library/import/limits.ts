/** What an image may be at most. */
export interface Limits {
  /** Bytes of the file. */
  readonly bytes: number
  /** Pixels of one frame. */
  readonly pixels: number
  readonly frames: number
  /** Pixels of all frames together. */
  readonly allPixels: number
}

/** Generous for memes, and small enough for two processes to decode side by side within a gibibyte. */
export const DEFAULT_LIMITS: Limits = {
  bytes: 20 * 2 ** 20,
  pixels: 25_000_000,
  frames: 600,
  allPixels: 150_000_000,
}

/** An APNG is held in memory as a whole while it is converted. */
export const APNG_ALL_PIXELS = 40_000_000

/** Longest side that an image may have; formats and libraries end soon after it. */
export const LONGEST_SIDE = 16_384

/** Files in one folder tree or zip file. */
export const MOST_FILES = 200_000
