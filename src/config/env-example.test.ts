import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import { expect, it } from 'vitest'
import { loadConfig } from './load.ts'
import { settingsSchema } from './schema.ts'

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
const shape: Record<string, { description?: string | undefined; parse(value: unknown): unknown }> = settingsSchema.shape

/** The blocks of the file: comment lines, then one commented-out setting. */
const documented = [...text.matchAll(/^((?:# .*\n)+)#([A-Z_]+)=(.*)$/gm)].map(([, comment = '', name = '', value]) => ({
  name,
  value,
  description: comment.replace(/^# /gm, '').trim().replaceAll('\n', ' '),
}))

it('.env.example has every setting of the schema, in its order, and no other', () => {
  expect(documented.map(({ name }) => name)).toEqual(Object.keys(shape))
  expect(text.match(/^#?\s*[A-Z_]+=/gm)).toHaveLength(documented.length)
})

it.each(Object.keys(shape))('.env.example gives %s with its description and its default', name => {
  const found = documented.find(setting => setting.name === name)
  expect(found?.description).toBe(shape[name]?.description)
  expect(found?.value).toBe(String(shape[name]?.parse(undefined)))
})

it('.env.example changes nothing as it is, and is a valid .env with every # taken away', () => {
  expect(parse(text)).toEqual({})
  const everything = parse(text.replace(/^#(?=[A-Z_]+=)/gm, ''))
  expect(Object.keys(everything)).toEqual(Object.keys(shape))
  expect(loadConfig(everything, '/nowhere')).toEqual(loadConfig({}, '/nowhere'))
})
