import type { Drawing } from './types.ts'

/** What the picture should feel like; it decides the background and the little things drawn round the art. */
export type Mood =
  | 'party'
  | 'love'
  | 'angry'
  | 'sad'
  | 'sleepy'
  | 'cold'
  | 'hot'
  | 'wet'
  | 'shock'
  | 'haste'
  | 'question'
  | 'proud'
  | 'awkward'
  | 'hungry'
  | 'silent'
  | 'night'
  | 'laugh'
  | 'calm'

/** The first rule that the words match gives the mood; the order runs from the particular to the general. */
const rules: readonly (readonly [RegExp, Mood])[] = [
  [/恭喜|快乐|寿星|好运|新朋友|钱到账|放假了|欧皇|全宇宙|荣获|大气/, 'party'],
  [/哈哈/, 'laugh'],
  [/冻|冷|南极|静/, 'cold'],
  [/烤|熟了|冒烟/, 'hot'],
  [/没伞|刨水|口水|暴雨/, 'wet'],
  [/晚安|睡|困|被子|床不|躺|电量|关机/, 'sleepy'],
  [/生气|啄|再吵|啃桌/, 'angry'],
  [/抱|小鹿|好看|在吗|狗粮|摸摸|真关心|谢谢你/, 'love'],
  [/瞪|啊啊|耳朵都|逼近|拦不住|裂开|震耳/, 'shock'],
  [/已经在跑|溜了|马上到|卡在路|螺旋桨|全速|起飞/, 'haste'],
  [/问号|思考|什么都没改|信你个鬼|没听懂|别弹|长腿|有人吗|没听|路过大脑/, 'question'],
  [/厉害|低调|基本操作|看我的|加油|猫会|自首|实话|就今天|有好事/, 'proud'],
  [/哭|没事|捞捞|求|我错了|蔫|辞职|救|累|干不完|失联|告辞/, 'sad'],
  [/沉默|婉拒|信号|锅|稳如|磨|搓手|叫我|可真是/, 'awkward'],
  [/饭|吃|奶茶|菜/, 'hungry'],
  [/月亮|等/, 'night'],
]

/** The mood of a drawing, read off its words. */
export function moodOf(drawing: Drawing): Mood {
  const words = drawing.lines.join(' ')
  return rules.find(([pattern]) => pattern.test(words))?.[1] ?? 'calm'
}
