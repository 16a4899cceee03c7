import { readFileSync } from 'node:fs'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { normalizeText } from './normalize.ts'

let shared: Jieba | undefined

// The dictionary costs some 40 ms and 30 MB, so it is loaded on first use and shared.
function jieba(): Jieba {
  if (!shared) {
    shared = Jieba.withDict(dict)
    shared.loadDict(readFileSync(new URL('./slang.txt', import.meta.url)))
  }
  return shared
}

const WORD = /[\p{L}\p{N}\p{Extended_Pictographic}]/u

/** Words of a text after {@link normalizeText}, in search mode: long words come with the shorter ones inside them. Punctuation is dropped. */
export function segment(text: string): string[] {
  const normal = normalizeText(text)
  return normal
    ? jieba()
        .cutForSearch(normal, true)
        .map(word => word.trim())
        .filter(word => WORD.test(word))
    : []
}

/** Words of a text after {@link normalizeText}, each part of it in exactly one word: for counting. Punctuation is dropped. */
export function wordsOf(text: string): string[] {
  const normal = normalizeText(text)
  return normal
    ? jieba()
        .cut(normal, true)
        .filter(word => WORD.test(word))
    : []
}

/** Words that are so common that they say nothing about what a message is about. */
const COMMON = new Set(
  (
    '的 了 我 你 他 她 它 们 我们 你们 他们 是 在 有 就 都 也 和 与 啊 吧 呢 吗 嘛 呀 哦 哈 这 那 这个 那个 一个 一 不 个 上 下 到 去 来 说 要 会 还 很 又 被 把 给 让 ' +
    '着 过 得 地 什么 怎么 没 没有 好 人 能 想 看 才 再 但 可 而 以 为 从 对 里 吃 做 a the to'
  ).split(' '),
)

/** Distinct words that carry meaning: {@link segment} without the commonest words. */
export function contentWords(text: string): string[] {
  return [...new Set(segment(text))].filter(word => !COMMON.has(word))
}
