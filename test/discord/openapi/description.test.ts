import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { trim } from './trim.ts'
import { readDescription, Validator } from './validate.ts'

const WHOLE = new URL('../../../../shared/data/discord-openapi.json', import.meta.url)

test.skipIf(!existsSync(WHOLE))('the trimmed description is what the whole one says of these operations', () => {
  expect(readDescription()).toEqual(trim(JSON.parse(readFileSync(WHOLE, 'utf8'))))
})

test('sound requests and answers pass, and every kind of fault is found', () => {
  const validator = new Validator()
  const route = 'POST /channels/{channel_id}/messages' as const
  const sent = { params: { channel_id: '1' }, query: {}, media: 'application/json', json: { content: '好' }, files: [] }
  expect(validator.request(route, sent)).toEqual([])
  expect(validator.request(route, { ...sent, json: { content: 5 } })).toHaveLength(1)
  expect(validator.request(route, { ...sent, params: { channel_id: 'x' } })).toHaveLength(1)
  expect(validator.request(route, { ...sent, query: { wait: 'true' } })).toHaveLength(1)
  expect(validator.request(route, { ...sent, media: 'text/plain' })).toHaveLength(1)
  expect(validator.request(route, { ...sent, media: 'multipart/form-data', files: ['files[10]'] })).toHaveLength(1)
  expect(validator.request(route, { ...sent, media: undefined })).toHaveLength(1)
  expect(validator.answer(route, 200, { id: '1' })).not.toEqual([])
  expect(validator.answer(route, 403, { code: 50013, message: 'Missing Permissions' })).toEqual([])
  expect(validator.answer(route, 403, { message: 'Missing Permissions' })).not.toEqual([])
  expect(validator.answer('POST /channels/{channel_id}/typing', 204, undefined)).toEqual([])
  expect(validator.answer('DELETE /channels/{channel_id}/messages/{message_id}', 204, {})).not.toEqual([])
})
