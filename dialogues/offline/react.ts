import type { Cast } from '../plan.ts'
import type { SeenMeme } from '../providers/provider.ts'
import { shuffled, streamOf } from '../random.ts'
import { EMOTIONS, type Emotion, type Persona } from '../scenarios/schemas.ts'
import type { Deck, Line } from './deck.ts'

/** An utterance with what its speaker feels and wants by it. */
export interface Aside {
  readonly text: string
  readonly emotion: string
  readonly motivation: string
}

/** Words that memes' emotions are told in, by basic emotion. */
const WORDS: Readonly<Record<Emotion, string>> = {
  开心: '喜 欢 乐 快活 雀跃 明朗 满足 痛快 畅 爽 轻松 惬意 热闹 元气 解放 解脱 洒脱 回血 热乎 舒坦 松弛 喜庆 轻快',
  得意: '嘚瑟 骄傲 自豪 臭美 扬眉 狡黠 嚣张 理直气壮 傲娇 阔气 任性 自恋',
  期待: '盼 祈愿 坐不住 望眼欲穿 跃跃 憧憬 嘴馋 侥幸 热血 兴奋',
  感动: '温暖 温柔 感激 心疼 亲近 陪伴 宠 疼惜 祝福 真诚 关切 安抚',
  平静: '淡定 清静 踏实 释然 坦然 随和 认命 无所谓 松了口气 庆幸 如释重负',
  好奇: '看热闹 疑惑 探究 恍然',
  惊讶: '震惊 难以置信 错愕 惊 狂喜 佩服 服气',
  好笑: '滑稽 爆笑 调侃 幽默 俏皮 诙谐 搞笑 逗 调皮 玩闹 机灵 损 拆台 凶萌',
  无奈: '哭笑不得 自嘲 自黑 苦中作乐 无语 身不由己 讥诮 看穿 敷衍 荒诞 破罐 认栽',
  疲惫: '累 困 麻木 颓 散架 倦 熬 懒 酸痛 走神 迷糊 恍惚 呆滞',
  委屈: '憋屈 冤 可怜 幽怨 诉苦 气鼓鼓 求饶 讨饶',
  难过: '伤心 失落 崩溃 破防 绝望 心酸 低落 丧 哀嚎 惆怅 孤单 冷清 泄气 不舍',
  担心: '焦 慌 紧张 着急 忐忑 紧绷 逞强 手忙脚乱 急切',
  生气: '愤 抓狂 烦 不服 憋火 阴阳怪气 控诉',
  尴尬: '窘 羞 社死 懵 茫然 呆萌 迷茫 不好意思 害羞',
  心虚: '装傻 耍赖 逃避 赖皮 愧疚 懊悔 讨好 懊恼 微微心虚',
  羡慕: '酸 馋 嫉妒 崇拜 欣赏 惊艳',
  嫌弃: '怀疑 抗拒 疏离 识趣 不屑',
}

/** The basic emotion that a meme's words of emotion name first. */
export function basicEmotion(words: string): Emotion {
  for (const word of words.split(/[、，,\s]+/)) {
    const direct = EMOTIONS.find(name => word.includes(name))
    if (direct) return direct
    const found = EMOTIONS.find(name => WORDS[name].split(' ').some(part => word.includes(part)))
    if (found) return found
  }
  return '好笑'
}

/** The piece of a caption that people would quote: the longest one of at most ten characters, else its start. */
export function quotable(caption: string): string {
  const pieces = caption.split(/[\s，。！？、,.!?（）()【】：:]+/u).filter(piece => /\p{L}/u.test(piece))
  const short = pieces.filter(piece => piece.length <= 10)
  const [longest] = [...short].sort((a, b) => b.length - a.length)
  return longest ?? [...caption].slice(0, 8).join('')
}

/** What of a line stays whatever hand it is written in: its first Chinese characters. */
const STEM = 6

/** Whether a line was said in this talk, in whatever hand. */
function wasSaid(line: string, heard: string): boolean {
  const said = heard.replace(/哈{2,}|[^\p{Script=Han}]/gu, '')
  const stem = line.replace(/哈{2,}|[^\p{Script=Han}]/gu, '').slice(0, STEM)
  return stem !== '' && said.includes(stem)
}

/** What of the talk so far weighs on an aside. */
export interface AsideContext {
  readonly cast: Cast
  readonly persona: Persona
  /** All words of the talk so far. */
  readonly heard: string
  /** Asides of the talk so far. */
  readonly count: number
}

/** Emotions that a cheerful answer goes with; the others want another one. */
export const BRIGHT: ReadonlySet<string> = new Set<Emotion>([
  '开心',
  '得意',
  '期待',
  '感动',
  '平静',
  '好奇',
  '惊讶',
  '好笑',
  '羡慕',
])

/** What somebody says to a meme: by the meme's feeling and the speaker's temper, and nothing that was said in this talk before. */
export function reactTo(meme: SeenMeme, { cast, persona, heard, count }: AsideContext, deck: Deck): Aside | undefined {
  const emotion = basicEmotion(meme.emotion)
  const filled = (line: Line) => line.text.replaceAll('{caption}', quotable(meme.caption))
  const fresh = (line: Line) => !wasSaid(filled(line), heard)
  const felt = (line: Line) => fresh(line) && line.topics.includes(emotion)
  const line = deck.draw(cast, count, [
    found => felt(found) && (!found.tempers || found.tempers.includes(persona.temper)),
    felt,
    found => fresh(found) && found.topics.some(topic => BRIGHT.has(topic) === BRIGHT.has(emotion)),
  ])
  return line && { ...line, text: filled(line) }
}

/** A greeting or a farewell in somebody's register. */
export function aside({ cast, persona, heard, count }: AsideContext, deck: Deck): Aside | undefined {
  const fresh = (line: Line) => !wasSaid(line.text, heard)
  return deck.draw(cast, count, [line => fresh(line) && line.topics.includes(persona.style.register), fresh])
}

/** The order in which a move's lines come up in the uses of its scene: each use has other lines until all were said. */
export function turnOfLines(lines: readonly string[], cast: Cast, step: string): string[] {
  const mixed = shuffled(lines, streamOf(cast.run, cast.scene.id, step))
  const start = cast.use % mixed.length
  return [...mixed.slice(start), ...mixed.slice(0, start)]
}
