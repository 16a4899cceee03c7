import type { Area } from './patch.ts'

/** How far from an edge above or below, and at a side, a mark in a corner lies at most, and how wide it is, as shares of the picture's. */
const FROM_ABOVE = 0.1
const FROM_SIDE = 0.08
const WIDEST = 0.6

/** What is put before the name of an account, and such a name. */
const PLATFORM =
  '(?:公众号|微信|抖音|快手|小红书|微博|知乎|豆瓣|贴吧|[Bb]站|哔哩哔哩|bilibili|QQ|VX|ins|weibo|tiktok|douyin|来自|图源|出处|作者|id)'
const NAME = '[\\p{L}\\p{N}_.·-]{1,20}'
/** A line that is nothing but the name of an account or an address. */
const SOURCES = [
  // 「@阿喵」, 「from @cat_01」, 「B站@阿喵」
  `(?:${PLATFORM}|[a-z]{1,5})?\\s*[:：]?\\s*[@＠©]\\s*${NAME}`,
  // 「www.example.com」
  '(?:https?:\\/\\/)?(?:[a-z\\d-]+\\.)+[a-z]{2,8}(?:\\/\\S*)?',
  // 「公众号：斗图」
  '(?:(?:公众号|微信号|抖音号|快手号|小红书号)\\s*[:：@]?|(?:小红书|微博)\\s*[:：@])\\s*[\\p{L}\\p{N}_-]{1,16}',
  // 「快手ID：889900」, 「微信 miao_66」
  `${PLATFORM}\\s*(?:号|ID)?\\s*[:：]?\\s*(?=\\S*\\d)[a-z\\d_.-]{3,20}`,
]
const SOURCE = new RegExp(`^\\s*(?:${SOURCES.join('|')})\\s*$`, 'iu')
/** What is written on pictures so that nobody else takes them, and the names of those who collect them. */
const NOTICE =
  /^(?:仅供(?:交流|学习|娱乐|参考|欣赏).{0,6}|(?:版权所有|(?:禁止|请勿|严禁|谢绝)(?:转载|商用|盗图|盗用|二传|二改|搬运|翻印)).{0,6}|.{0,4}(?:侵删|侵权必究)|.{0,6}(?:表情包?|斗图)(?:屋|店|铺|馆|库|网|社|站|大全|大王|工厂|基地|研究所|图库|制作|生成器))$/u

/**
 * Whether a small line says where a picture comes from, and not what it means: it stands in a corner, or is nothing but the name of an
 * account or an address, or a notice not to take it. A subtitle and what is said in a chat are as small, and stand elsewhere.
 * @param area where the line is, as shares of the whole picture
 */
export function isMark(text: string, area: Area): boolean {
  return isInCorner(area) || SOURCE.test(text) || NOTICE.test(text.trim())
}

function isInCorner({ left, top, right, bottom }: Area): boolean {
  const fromAbove = Math.min(top, 1 - bottom)
  const fromSide = Math.min(left, 1 - right)
  return fromAbove <= FROM_ABOVE && fromSide <= FROM_SIDE && right - left <= WIDEST
}

/**
 * The characters of a line that are left once the most that another has of it, in their order, are taken out; '' where the line is not
 * longer.
 */
export function restOf(text: string, other: string): string {
  const [line, taken] = [[...text], [...other].filter(character => character.trim() !== '')]
  if (line.filter(character => character.trim() !== '').length <= taken.length) return ''
  // Longest common subsequence of what follows each place in the two.
  const common = Array.from({ length: line.length + 1 }, () => new Array<number>(taken.length + 1).fill(0))
  for (let row = line.length - 1; row >= 0; row -= 1)
    for (let column = taken.length - 1; column >= 0; column -= 1)
      common[row]![column] =
        line[row] === taken[column]
          ? common[row + 1]![column + 1]! + 1
          : Math.max(common[row + 1]![column]!, common[row]![column + 1]!)
  let [rest, row, column] = ['', 0, 0]
  while (row < line.length) {
    if (line[row] === taken[column]) [row, column] = [row + 1, column + 1]
    else if (column < taken.length && common[row]![column + 1]! > common[row + 1]![column]!) column += 1
    else {
      rest += line[row]
      row += 1
    }
  }
  return rest.trim()
}

/** About how high the characters of a text in an area are, as a share of the picture's height: no higher than the area, and about as high as wide. */
export function heightOf(text: string, area: Area, { width, height }: { width: number; height: number }): number {
  const characters = [...text].reduce((sum, character) => sum + (/[\p{sc=Han}\p{P}]/u.test(character) ? 1 : 0.55), 0)
  const wide = ((area.right - area.left) * width) / Math.max(1, characters)
  return Math.min(area.bottom - area.top, wide / height)
}
