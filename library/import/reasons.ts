import type { Locale } from '../../src/pipeline/reasons.ts'

/** Why a file was not imported, each with a sentence; part of the stable contract. */
export const REJECTIONS = {
  'not-an-image': { zh: '不是图片', en: 'It is no image.' },
  'unsupported-format': {
    zh: '不支持这种格式（支持 PNG、JPEG、GIF、WebP、AVIF、APNG）',
    en: 'This format is not supported; PNG, JPEG, GIF, WebP, AVIF and APNG are.',
  },
  'empty-file': { zh: '文件是空的', en: 'The file is empty.' },
  'too-many-bytes': { zh: '文件太大', en: 'The file is too large.' },
  'too-many-pixels': { zh: '像素太多', en: 'It has too many pixels.' },
  'too-many-frames': { zh: '帧数太多', en: 'It has too many frames.' },
  broken: { zh: '图片已损坏', en: 'The image is damaged.' },
  timeout: { zh: '解码时间太长', en: 'It takes too long to decode.' },
  memory: { zh: '解码占用内存太多', en: 'It takes too much memory to decode.' },
  crash: { zh: '解码器崩溃了', en: 'The decoder crashed on it.' },
  unreadable: { zh: '无法读取', en: 'It cannot be read.' },
  'symlink-loop': {
    zh: '链接指回自身或已看过的文件夹',
    en: 'The link leads back to a folder that has been looked at.',
  },
  'broken-link': { zh: '链接指向的文件不存在', en: 'The link leads nowhere.' },
  'not-a-file': { zh: '不是普通文件', en: 'It is not a plain file.' },
  'zip-broken': { zh: '压缩包已损坏', en: 'The zip file is damaged.' },
  'zip-unsafe-name': { zh: '压缩包内的路径不安全', en: 'Its path inside the zip file leads out of it.' },
  'zip-bomb': { zh: '疑似压缩炸弹', en: 'It unpacks to far more than it is: a decompression bomb.' },
  'zip-encrypted': { zh: '压缩包有密码', en: 'It is encrypted.' },
  'zip-unsupported': { zh: '不支持的压缩方式', en: 'Its way of compression is not supported.' },
  'zip-nested': { zh: '压缩包里的压缩包不会打开', en: 'A zip file within a zip file is not opened.' },
  'pack-newer': {
    zh: '表情包由更新版本的 doutu 打包，请先升级 doutu',
    en: 'It is a pack of a newer version of doutu; update doutu first.',
  },
  'pack-broken': { zh: '表情包已损坏', en: 'The pack is damaged.' },
  'too-many-files': { zh: '文件太多', en: 'There are too many files in it.' },
  blocked: { zh: '已被屏蔽', en: 'It is blocked.' },
} as const satisfies Record<string, Record<Locale, string>>

export type Rejection = keyof typeof REJECTIONS

/** Why something was rejected, with what is known of it. */
export interface Rejected {
  readonly reason: Rejection
  /** Figures or the decoder's own words, in English; may be empty. */
  readonly detail: string
}

/** Thrown where a file is found to be nothing that can be imported. */
export class RejectionError extends Error implements Rejected {
  readonly reason: Rejection
  readonly detail: string

  constructor(reason: Rejection, detail = '') {
    super(`${REJECTIONS[reason].en} ${detail}`.trim())
    this.name = 'RejectionError'
    this.reason = reason
    this.detail = detail
  }
}
