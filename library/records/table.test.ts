import fc from 'fast-check'
import { expect, test } from 'vitest'
import { syntheticMeme } from '../../test/helpers.ts'
import { type FullRecord, type MemeRecord, recordSchema, toRecord } from './record.ts'
import { decodeText, readTable, writeTable } from './table.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const record = (given: Partial<MemeRecord> = {}) => ({ ...toRecord(syntheticMeme('a')), ...given }) as FullRecord
const values = (table: Uint8Array) => readTable(table).map(line => ('value' in line ? line.value : line.error.message))

test('whatever a record holds, it comes back from a table as it was', () => {
  const text = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom(
      '=1+1',
      "'quoted",
      "'=x",
      '-',
      '@a',
      '\tx',
      'a,b;"c"',
      '两行\n文字',
      '\r\n',
      ' 前后空格 ',
      '|',
      '\\',
    ),
  )
  const words = text.map(value => value.toWellFormed().replaceAll('\0', ' '))
  const facet = words.filter(value => value.trim() !== '')
  const tag = facet
    .filter(value => recordSchema.shape.tags.safeParse([value]).success)
    .map(value => recordSchema.shape.tags.parse([value])![0]!)
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          caption: words,
          scenario: facet,
          emotion: facet,
          examples: fc.array(facet, { minLength: 8, maxLength: 8 }),
          tags: fc.array(tag, { maxLength: 5 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      given => {
        const records = given.map(record)
        expect(values(bytes(writeTable(records)))).toEqual(records)
      },
    ),
    { numRuns: 300 },
  )
})

test('a table as Chinese Excel saves it, in GBK or UTF-16, is read', () => {
  const gbk = Buffer.concat([bytes('id;caption\r\nabcdef;'), Buffer.from([0xbc, 0xd3, 0xb0, 0xe0])])
  expect(values(gbk)).toEqual([{ id: 'abcdef', caption: '加班' }])
  expect(values(Buffer.from('\ufeffid\tcaption\nabcdef\t加班', 'utf16le'))).toEqual([{ id: 'abcdef', caption: '加班' }])
})

test('the same text is read from UTF-8, UTF-16 and GBK', () => {
  const gbk = Buffer.from([0xbc, 0xd3, 0xb0, 0xe0])
  for (const file of [bytes('加班'), bytes('\ufeff加班'), Buffer.from('\ufeff加班', 'utf16le'), gbk])
    expect(decodeText(file)).toBe('加班')
})

test('a table that says what separates its cells, and one in UTF-16 of the other order, are read; a workbook is refused', () => {
  expect(values(bytes('sep=;\r\nid;caption\r\nabcdef;一,二\r\n;x\r\n'))).toEqual([
    { id: 'abcdef', caption: '一,二' },
    expect.stringMatching(/^Line 4/),
  ])
  const swapped = Buffer.from('\ufeffid\tcaption\nabcdef\t猫\n', 'utf16le').swap16()
  expect(values(swapped)).toEqual([{ id: 'abcdef', caption: '猫' }])
  expect(() => readTable(Buffer.from('PK\x03\x04…'))).toThrow(/workbook/)
})

test('columns that are left out leave things as they are, and unknown ones are passed over', () => {
  expect(values(bytes('note,ID,rating\nx,abcdef,sensitive\n'))).toEqual([{ id: 'abcdef', rating: 'sensitive' }])
})

test('an empty cell of what cannot be empty leaves it as it is, and clears what can', () => {
  const table = 'id,caption,rating,scenario,example1,example8\nabcdef,,,,,\n'
  expect(values(bytes(table))).toEqual([{ id: 'abcdef', caption: '' }])
})

test('examples that are filled by half, and facets of nothing but space, are complained of', () => {
  const [half, blank] = values(bytes('id,scenario,example1,example2\nabcdef,,一,二\nabcdef,   ,,\n'))
  expect(half).toMatch(/examples: all 8/)
  expect(blank).toMatch(/scenario: must not be blank/)
})

test('a wrong line is named, and the others are read', () => {
  const [first, second, third] = values(bytes('id,rating,example1\nabcdef,nice,\nabcdef,safe\n,safe,x\n'))
  expect(first).toMatch(/^Line 2 .*rating/)
  expect(second).toMatchObject({ id: 'abcdef' })
  expect(third).toMatch(/^Line 4 .*id/)
})

test('a table without ids is refused', () => {
  expect(() => readTable(bytes('caption\nx'))).toThrow(expect.objectContaining({ code: 'bad-input' }))
})

test('whatever bytes a table is made of, it is read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.boolean(), (noise, headed) => {
      const table = headed ? Buffer.concat([bytes('id,tags\n'), noise]) : noise
      try {
        return Array.isArray(readTable(table))
      } catch (error) {
        return error instanceof Error && 'code' in error
      }
    }),
  )
})
