import type { Face } from './fonts.ts'
import type { Mood } from './moods.ts'

/** The palettes that a drawing may ask for. */
export const PALETTES = ['cream', 'pink', 'mint', 'sky', 'lemon', 'lilac', 'peach', 'white', 'night', 'red'] as const
export type PaletteName = (typeof PALETTES)[number]

/** The ways in which a drawing may move; `none` is a still picture. */
export const MOTIONS = [
  'none',
  'shake',
  'bob',
  'zoom',
  'fall',
  'spin',
  'blink',
  'type',
  'swing',
  'bounce',
  'slide',
  'two-beat',
] as const
export type Motion = (typeof MOTIONS)[number]

/** The layouts that a drawing may have. */
export const COMPOSITIONS = [
  'big-face',
  'duo',
  'two-panels',
  'four-panels',
  'bubble',
  'sign',
  'certificate',
  'warning',
  'progress',
  'medicine',
  'chat',
  'name-tag',
  'weather',
  'receipt',
  'before-after',
  'battery',
  'poster',
  'boarding-pass',
  'book',
  'call',
  'search',
  'almanac',
  'dialog',
  'achievement',
  'exam',
  'pie',
  'notice',
  'player',
  'tracking',
  'sticky-note',
] as const
export type CompositionName = (typeof COMPOSITIONS)[number]

/** The sets of art that a drawing may be made of. */
export const STYLES = ['fluent-3d', 'fluent-flat', 'noto'] as const
export type Style = (typeof STYLES)[number]

/** What one starter meme looks like: everything that the renderer reads. */
export interface Drawing {
  readonly composition: CompositionName
  /** Short names of emoji, as Unicode's CLDR has them. */
  readonly art: readonly string[]
  readonly lines: readonly string[]
  readonly palette: PaletteName
  readonly motion: Motion
  readonly mood: Mood
  /** The set of art; left out, one that suits the composition is chosen, always the same for the same drawing. */
  readonly style?: Style | undefined
  /** The face of a spoken caption; left out, one that suits the mood is chosen, always the same too. */
  readonly face?: Face | undefined
}

/**
 * What a layer is to the motions: `background` never moves, `art` jumps and turns, `decor` twinkles, `caption` holds
 * still so that it can be read, `punchline` is the caption's last part, which pops up in the second beat, `print` is
 * a printed thing, which swings, bounces and slides with all that stands on it, `item` appears one after another,
 * `spinner` turns round its centre.
 */
export type Role = 'background' | 'art' | 'decor' | 'caption' | 'punchline' | 'print' | 'item' | 'spinner'

/** A piece of SVG that moves as one, with the point that it turns and grows around. */
export interface Layer {
  readonly role: Role
  readonly svg: string
  readonly cx: number
  readonly cy: number
  /** The id of a clip path that it is only seen through. */
  readonly window?: string
}

/** One frame: the scene's layers as SVG, and how long it stays, in milliseconds. */
export interface Frame {
  readonly svg: string
  readonly delay: number
}

/** A composed picture, before motion: layers from back to front. Art is referred to as `#art0`, `#art1`, … */
export interface Scene {
  readonly width: number
  readonly height: number
  readonly layers: readonly Layer[]
}

/** A composition: a pure function from what is asked for to layers. */
export type Composition = (drawing: Drawing) => Scene
