import type { Composition, CompositionName } from '../types.ts'
import { bigFace } from './big-face.ts'
import { bubble } from './bubble.ts'
import { certificate } from './certificate.ts'
import { chat } from './chat.ts'
import { duo } from './duo.ts'
import { fourPanels } from './four-panels.ts'
import { medicine } from './medicine.ts'
import { nameTag } from './name-tag.ts'
import { progress } from './progress.ts'
import { receipt } from './receipt.ts'
import { sign } from './sign.ts'
import { twoPanels } from './two-panels.ts'
import { warning } from './warning.ts'
import { weather } from './weather.ts'

/** Every layout by the name that a drawing calls it. */
export const compositions: Readonly<Record<CompositionName, Composition>> = {
  'big-face': bigFace,
  duo,
  'two-panels': twoPanels,
  'four-panels': fourPanels,
  bubble,
  sign,
  certificate,
  warning,
  progress,
  medicine,
  chat,
  'name-tag': nameTag,
  weather,
  receipt,
}
