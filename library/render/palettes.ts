import type { PaletteName } from './types.ts'

/** The colours of one picture. */
export interface Palette {
  /** The two ends of the background's gradient, centre first. */
  readonly from: string
  readonly to: string
  /** Rays, dots and lines on the background. */
  readonly pattern: string
  /** The caption, its outline, and the colour of its punchline. */
  readonly ink: string
  readonly outline: string
  readonly accent: string
  /** Text that stands on the accent colour. */
  readonly onAccent: string
  /** Paper, cards and speech bubbles, with the ink to write on them. */
  readonly card: string
  readonly cardInk: string
  readonly dark: boolean
}

const light = (from: string, to: string, pattern: string, ink: string, accent: string): Palette => ({
  from,
  to,
  pattern,
  ink,
  outline: '#ffffff',
  accent,
  onAccent: '#ffffff',
  card: '#ffffff',
  cardInk: ink,
  dark: false,
})

/** The ten palettes of the starter library. */
export const palettes: Readonly<Record<PaletteName, Palette>> = {
  cream: light('#fffaf0', '#fbdfa6', '#f3c878', '#4a2c17', '#dd5208'),
  pink: light('#fff2f6', '#ffb0ca', '#ff8fb4', '#5c1535', '#e6256f'),
  mint: light('#effff8', '#98e6c8', '#63d0a8', '#0c4238', '#07835f'),
  sky: light('#f2faff', '#9bd0ff', '#6db6f7', '#12325c', '#1566d6'),
  lemon: light('#fffde0', '#ffdf45', '#ffc61a', '#463600', '#e0480a'),
  lilac: light('#f8f2ff', '#c8adff', '#ab85f7', '#35195f', '#7c2ee6'),
  peach: light('#fff6ef', '#ffba90', '#ff9a66', '#5a2413', '#e2431a'),
  white: light('#ffffff', '#e3e8ef', '#c3ccd8', '#22262e', '#e11d48'),
  night: {
    from: '#4a4fa8',
    to: '#14163a',
    pattern: '#6a70d0',
    ink: '#ffffff',
    outline: '#11132f',
    accent: '#ffd84d',
    onAccent: '#2a2350',
    card: '#fdfcff',
    cardInk: '#23244f',
    dark: true,
  },
  red: {
    from: '#ff7a5c',
    to: '#cf1730',
    pattern: '#ffb347',
    ink: '#ffffff',
    outline: '#7d0014',
    accent: '#ffe45c',
    onAccent: '#8a0016',
    card: '#fff8ec',
    cardInk: '#8a0016',
    dark: true,
  },
}
