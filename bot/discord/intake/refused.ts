import type { Locale } from '../../../src/pipeline/reasons.ts'

/** Why a picture is not taken in. */
export const REFUSALS = {
  'foreign-url': {
    zh: '只收 Discord 上的图片，这个地址不是。',
    en: 'Only pictures on Discord are taken; this address is not one.',
  },
  unreachable: { zh: '图片取不下来，再试一次。', en: 'The picture could not be fetched; please try again.' },
  'too-large': { zh: '图片太大了，最多 10 MB。', en: 'The picture is too large: at most 10 MB.' },
  'not-a-picture': {
    zh: '看不出这是图片。能收的是 PNG、JPEG、GIF 和 WebP。',
    en: 'This is no picture that can be taken: PNG, JPEG, GIF or WebP.',
  },
  'too-many-pixels': {
    zh: '图片的像素或帧数太多：边长最多 4096，动图合起来最多 6400 万像素。',
    en: 'Too many pixels or frames: at most 4096 a side, and 64 million in all.',
  },
  'too-small': { zh: '图片太小了，边长至少 32。', en: 'The picture is too small: at least 32 a side.' },
  duplicate: { zh: '这张图已经在库里了。', en: 'This picture is in the library already.' },
  blocked: { zh: '这张图在这个服务器被屏蔽了，不能加。', en: 'This picture is blocked in this server.' },
  'too-many': {
    zh: '等着审核的图太多了，等管理员看完再加。',
    en: 'Too many pictures wait for review; please come back when moderators have seen them.',
  },
} as const satisfies Record<string, Record<Locale, string>>

export type Refusal = keyof typeof REFUSALS

/** A picture that is not taken in; it is told to whoever handed it in, and is no failure. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(REFUSALS[refusal].en)
    this.name = 'Refused'
  }
}
