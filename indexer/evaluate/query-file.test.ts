import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { parseQueryFile } from './query-file.ts'

const queriesOf = (text: string) => parseQueryFile(text).items.map(item => item.queries)

describe('a file of queries', () => {
  it.each([
    ['further columns', 'id,q1,q2,q3\n7,开心,好耶,撒花\n'],
    ['one quoted cell', 'id,queries\n7,"开心,好耶,撒花"\n'],
    ['full-width commas', 'id,queries\n7,开心，好耶、撒花\n'],
    ['a byte-order mark, CRLF and no last line break', '\ufeffid,queries\r\n7,"开心, 好耶 ,撒花"'],
    ['blank lines and empty cells', '\n\nid,queries\n\n7,开心,,好耶,"撒花，"\n,,\n'],
    ['an item on several lines', 'id,queries\n7,开心\n7,好耶\n7,撒花\n'],
  ])('may have its queries in %s', (_title, text) => {
    expect(queriesOf(text)).toEqual([['开心', '好耶', '撒花']])
  })

  it('counts what it leaves out', () => {
    const file = parseQueryFile('id,queries\na,"开心, 开心,開心"\nb,\nc,"，,"\na,好耶\n')
    expect(file.items).toEqual([{ id: 'a', queries: ['开心', '好耶'] }])
    expect(file).toMatchObject({ withoutQueries: 2, repeatedQueries: 2, repeatedItems: 1, mendedLines: [] })
  })

  it('survives a stray quote: that line alone is read without quotes', () => {
    const file = parseQueryFile('id,queries\n1,"开心,好耶\n2,"困,睡觉"\n3,他说"走",走了\n')
    expect(file.items.map(item => item.queries)).toEqual([
      ['开心', '好耶'],
      ['困', '睡觉'],
      ['他说"走"', '走了'],
    ])
    expect(file.mendedLines).toEqual([2])
  })

  it('of nothing but a header, or of nothing, has no items', () => {
    expect(queriesOf('id,queries\n')).toEqual([])
    expect(queriesOf('')).toEqual([])
  })

  it('comes back as it was written', () => {
    const query = fc.string({ unit: fc.constantFrom('哈', '困', '"', 'a', '!'), minLength: 1, maxLength: 4 })
    const item = fc.uniqueArray(query, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), fc.boolean(), (items, together) => {
        const rows = items.map((queries, id) => [String(id), ...(together ? [queries.join(',')] : queries)])
        expect(queriesOf(Papa.unparse([['id', 'queries'], ...rows]))).toEqual(items)
      }),
    )
  })

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), text => void parseQueryFile(text)))
  })
})
