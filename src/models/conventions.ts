/** How a family of models wants to be asked: what stands before queries and passages, and how tokens become one vector. */
export interface Conventions {
  readonly query: string
  readonly passage: string
  readonly pooling: 'mean' | 'cls'
}

const PLAIN: Conventions = { query: '', passage: '', pooling: 'mean' }

/** Families by what their names have in common, the particular before the general; from the models' own cards. */
const FAMILIES: ReadonlyArray<readonly [name: RegExp, conventions: Conventions]> = [
  [
    /\be5-.*instruct/i,
    { query: 'Instruct: Given a chat message, retrieve replies that fit it\nQuery: ', passage: '', pooling: 'mean' },
  ],
  [/\be5\b/i, { query: 'query: ', passage: 'passage: ', pooling: 'mean' }],
  [/\bbge-(?!m3).*\bzh\b/i, { query: '为这个句子生成表示以用于检索相关文章：', passage: '', pooling: 'cls' }],
  [
    /\bbge-(?!m3).*\ben\b/i,
    { query: 'Represent this sentence for searching relevant passages: ', passage: '', pooling: 'cls' },
  ],
  [/\bbge-/i, { ...PLAIN, pooling: 'cls' }],
  // The English ones of the first generation average; the Chinese and the later ones take the first token.
  [/\bgte-(small|base|large)$/i, PLAIN],
  [/\bgte-/i, { ...PLAIN, pooling: 'cls' }],
]

/** Prefixes and pooling that a model was trained with, by its name; plain mean pooling for one that is not known. */
export function conventionsOf(id: string): Conventions {
  return FAMILIES.find(([name]) => name.test(id))?.[1] ?? PLAIN
}
