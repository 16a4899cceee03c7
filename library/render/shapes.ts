import { faceAttributes } from './fonts.ts'
import { round } from './random.ts'
import { escapeXml } from './text.ts'

/** Where a little shape goes: its middle, about how wide it is, and how it is turned. */
export interface Spot {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly tilt?: number
  readonly colour?: string
}

const rim = 'stroke="#ffffff" stroke-width="7" stroke-linejoin="round" stroke-linecap="round" paint-order="stroke"'

/** A shape drawn in a box of 100 by 100 around the origin, moved to its spot. */
function placed({ x, y, size, tilt = 0 }: Spot, body: string): string {
  return `<g transform="translate(${round(x)} ${round(y)}) rotate(${round(tilt)}) scale(${round(size / 100)})">${body}</g>`
}

/** A bead of sweat, or a tear: they differ only in where they hang. */
export const drop = (spot: Spot): string =>
  placed(
    spot,
    `<path d="M0-50C14-18 34 2 34 24A34 34 0 0 1-34 24C-34 2-14-18 0-50Z" fill="${spot.colour ?? '#4db5ff'}" ${rim}/><path d="M-16 22A17 17 0 0 0-2 40" fill="none" stroke="#ffffff" stroke-width="8" stroke-linecap="round" opacity="0.85"/>`,
  )

/** A four-pointed sparkle. */
export const sparkle = (spot: Spot): string =>
  placed(
    spot,
    `<path d="M0-50C6-14 14-6 50 0C14 6 6 14 0 50C-6 14-14 6-50 0C-14-6-6-14 0-50Z" fill="${spot.colour ?? '#ffd23f'}" ${rim}/>`,
  )

/** A heart. */
export const heart = (spot: Spot): string =>
  placed(
    spot,
    `<path d="M0 44C-60 4-52-42-24-42C-10-42-2-32 0-24C2-32 10-42 24-42C52-42 60 4 0 44Z" fill="${spot.colour ?? '#ff4d7d'}" ${rim}/><path d="M-32-14A13 13 0 0 1-22-28" fill="none" stroke="#ffffff" stroke-width="7" stroke-linecap="round" opacity="0.8"/>`,
  )

/** The throbbing vein that means anger in comics. */
export const vein = (spot: Spot): string =>
  placed(
    spot,
    `<g fill="none" stroke-linecap="round" stroke-linejoin="round">${['#ffffff', spot.colour ?? '#e02436']
      .map(
        (colour, index) =>
          `<path stroke="${colour}" stroke-width="${index === 0 ? 26 : 14}" d="M-12-44Q-10-12-44-12M12-44Q10-12 44-12M-12 44Q-10 12-44 12M12 44Q10 12 44 12"/>`,
      )
      .join('')}</g>`,
  )

/** A snowflake. */
export const snow = (spot: Spot): string => {
  const arm = 'M0 0V-46M0-28L-13-40M0-28L13-40'
  const arms = [0, 60, 120, 180, 240, 300].map(turn => `<path d="${arm}" transform="rotate(${turn})"/>`).join('')
  return placed(
    spot,
    `<g fill="none" stroke-linecap="round"><g stroke="#5aa9e6" stroke-width="15">${arms}</g><g stroke="#ffffff" stroke-width="8">${arms}</g></g>`,
  )
}

/** A puff of cloud: breath, steam or dust. */
export const puff = (spot: Spot): string =>
  placed(
    spot,
    `<path d="M-30 26A22 22 0 0 1-34-16A28 28 0 0 1 14-26A24 24 0 0 1 36 22Q34 26 28 26Z" fill="${spot.colour ?? '#ffffff'}" stroke="#8a93a6" stroke-width="4" stroke-linejoin="round"/>`,
  )

/** A wisp of steam. */
export const steam = (spot: Spot): string =>
  placed(
    spot,
    `<path d="M0 48C-26 24 22 6 0-18C-12-32 0-42 6-50" fill="none" stroke="${spot.colour ?? '#ffffff'}" stroke-width="13" stroke-linecap="round" opacity="0.9"/>`,
  )

/** A small flame-like flicker for heat. */
export const flame = (spot: Spot): string =>
  placed(
    spot,
    `<path d="M0-50C8-20 36-8 30 22C27 42 10 50 0 50C-14 50-30 38-30 18C-30 4-20-4-16-18C-6-10-2-26 0-50Z" fill="#ff6b2c" ${rim}/><path d="M2 0C6 14 16 18 13 32C11 42 4 46-1 46C-9 46-15 38-14 28C-12 18 0 14 2 0Z" fill="#ffd24d"/>`,
  )

/** Three short dashes that fly off something. */
export const dashes = (spot: Spot): string =>
  placed(
    spot,
    `<g fill="none" stroke="${spot.colour ?? '#333333'}" stroke-width="12" stroke-linecap="round"><path d="M-46-30H30"/><path d="M-50 0H48"/><path d="M-34 30H22"/></g>`,
  )

/** A character as an ornament: a question mark, an exclamation mark, the Z of sleep, a note. */
export const sign = (text: string, spot: Spot): string =>
  placed(
    spot,
    `<text ${faceAttributes.playful} font-size="110" x="0" y="40" text-anchor="middle" fill="${spot.colour ?? '#333333'}" stroke="#ffffff" stroke-width="20" stroke-linejoin="round" paint-order="stroke">${escapeXml(text)}</text>`,
  )
