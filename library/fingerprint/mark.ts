import type { Area } from './patch.ts'

/** How far from an edge above or below, and at a side, a mark in a corner lies at most, and how wide it is, as shares of the picture's. */
const FROM_ABOVE = 0.1
const FROM_SIDE = 0.08
const WIDEST = 0.6

/** A line that is nothing but the name of an account or an address: 「@阿喵」, 「from @cat_01」, 「www.example.com」, 「公众号：斗图」. */
const SOURCE =
  /^\s*(?:(?:[a-z]{1,5}|来自|图源|出处)?\s*[:：]?\s*[@＠©]\s*[\p{L}\p{N}_.·-]{1,20}|(?:https?:\/\/)?(?:[a-z\d-]+\.)+[a-z]{2,8}(?:\/\S*)?|(?:公众号|微信号|抖音号|快手号|小红书号?|微博)\s*[:：@]?\s*[\p{L}\p{N}_-]{1,16})\s*$/iu

/**
 * Whether a small line says where a picture comes from, and not what it means: it stands in a corner, or is nothing but the name of an
 * account or an address. A subtitle and what is said in a chat are as small, and stand elsewhere.
 * @param area where the line is, as shares of the whole picture
 */
export function isMark(text: string, area: Area): boolean {
  return isInCorner(area) || SOURCE.test(text)
}

function isInCorner({ left, top, right, bottom }: Area): boolean {
  const fromAbove = Math.min(top, 1 - bottom)
  const fromSide = Math.min(left, 1 - right)
  return fromAbove <= FROM_ABOVE && fromSide <= FROM_SIDE && right - left <= WIDEST
}
