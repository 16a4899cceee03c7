import type { Composition, CompositionName } from '../types.ts'
import { achievement } from './achievement.ts'
import { almanac } from './almanac.ts'
import { battery } from './battery.ts'
import { beforeAfter } from './before-after.ts'
import { bigFace } from './big-face.ts'
import { boardingPass } from './boarding-pass.ts'
import { book } from './book.ts'
import { bubble } from './bubble.ts'
import { call } from './call.ts'
import { certificate } from './certificate.ts'
import { chat } from './chat.ts'
import { dialog } from './dialog.ts'
import { duo } from './duo.ts'
import { exam } from './exam.ts'
import { fourPanels } from './four-panels.ts'
import { medicine } from './medicine.ts'
import { nameTag } from './name-tag.ts'
import { notice } from './notice.ts'
import { pie } from './pie.ts'
import { player } from './player.ts'
import { poster } from './poster.ts'
import { progress } from './progress.ts'
import { receipt } from './receipt.ts'
import { search } from './search.ts'
import { sign } from './sign.ts'
import { stickyNote } from './sticky-note.ts'
import { tracking } from './tracking.ts'
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
  achievement,
  almanac,
  battery,
  'before-after': beforeAfter,
  'boarding-pass': boardingPass,
  book,
  call,
  dialog,
  exam,
  notice,
  pie,
  player,
  poster,
  search,
  'sticky-note': stickyNote,
  tracking,
}
