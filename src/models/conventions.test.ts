import { describe, expect, it } from 'vitest'
import { conventionsOf } from './conventions.ts'

describe('the conventions of a model', () => {
  it.each([
    ['intfloat/multilingual-e5-small', 'query: ', 'passage: ', 'mean'],
    ['Xenova/e5-small-v2', 'query: ', 'passage: ', 'mean'],
    ['local:multilingual-e5-base', 'query: ', 'passage: ', 'mean'],
    ['Xenova/bge-small-zh-v1.5', '为这个句子生成表示以用于检索相关文章：', '', 'cls'],
    ['BAAI/bge-base-en-v1.5', 'Represent this sentence for searching relevant passages: ', '', 'cls'],
    ['BAAI/bge-m3', '', '', 'cls'],
    ['Xenova/gte-small', '', '', 'mean'],
    ['thenlper/gte-large-zh', '', '', 'cls'],
    ['shibing624/text2vec-base-chinese', '', '', 'mean'],
    ['builtin', '', '', 'mean'],
    ['local:somebody5-model', '', '', 'mean'],
  ] as const)('%s', (id, query, passage, pooling) => {
    expect(conventionsOf(id)).toEqual({ query, passage, pooling })
  })
})
