import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryDatabase } from '../../test/helpers.ts'
import { type ChannelState, channelStateSchema, freshChannel } from '../schemas/channel.ts'
import { readChannel, saveChannel, saveDelivery, saveFeedback } from './channels.ts'

const delivery = { memeId: 'm', score: 0.5, threshold: 0.4, at: 7 }

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0)
const count = fc.nat()
const states: fc.Arbitrary<ChannelState> = fc.record({
  messages: count,
  gated: count,
  recent: fc.array(finite, { maxLength: 5 }),
  frozen: fc.boolean(),
  sinceMeme: fc.option(count),
  lastMemeAt: fc.option(finite),
  budget: finite,
  refractoryHeight: finite.map(Math.abs),
  rateShift: finite,
  delivered: fc.array(fc.record({ id: fc.string(), message: finite, at: finite }), { maxLength: 3 }),
  // The keys are ids of memes; a plain object cannot hold one that is called __proto__.
  affinity: fc.dictionary(
    fc.string({ unit: 'grapheme' }).filter(key => !(key in {})),
    finite,
    { maxKeys: 3, noNullPrototype: true },
  ),
  shadow: fc.option(
    fc.record({
      reason: fc.constantFrom('serious-topic' as const, 'quarrel' as const),
      evidence: fc.string(),
      at: fc.option(finite),
      messages: finite,
      light: finite,
    }),
  ),
})

test('a state comes back as it was written, under any channel name', async () => {
  const db = await temporaryDatabase()
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), states, (channel, state) => {
      saveChannel(db, channel, state, 1)
      expect(readChannel(db, channel)).toEqual(JSON.parse(JSON.stringify(state)))
    }),
  )
})

test('an unknown channel is fresh, and channels do not share a state', async () => {
  const db = await temporaryDatabase()
  saveChannel(db, 'a', { ...freshChannel(), messages: 3 }, 1)
  expect(readChannel(db, 'b')).toEqual(freshChannel())
  expect(readChannel(db, 'a').messages).toBe(3)
})

test('whatever stands in a damaged row, the channel is fresh or sound, and can be written again', async () => {
  const db = await temporaryDatabase()
  const damage = fc.oneof(
    fc.string(),
    fc.json(),
    states.map(state => JSON.stringify({ ...state, budget: 'much' })),
    states.map(state => JSON.stringify(state).slice(0, -3)),
    fc.constantFrom('', 'null', '[]', '{}', JSON.stringify({ ...freshChannel(), messages: -1 })),
  )
  fc.assert(
    fc.property(damage, text => {
      db.prepare("INSERT OR REPLACE INTO channels (channel, state, updated_at) VALUES ('c', ?, 0)").run(text)
      expect(readChannel(db, 'c')).toEqual(freshChannel())
      saveChannel(db, 'c', { ...freshChannel(), messages: 1 }, 1)
      expect(readChannel(db, 'c').messages).toBe(1)
    }),
  )
  expect(channelStateSchema.parse(freshChannel())).toEqual(freshChannel())
})

test('when the state cannot be written, neither its delivery nor its reaction is', async () => {
  const db = await temporaryDatabase()
  saveChannel(db, 'c', { ...freshChannel(), messages: 1 }, 1)
  db.driver.exec("CREATE TRIGGER refuse BEFORE UPDATE ON channels BEGIN SELECT RAISE(ABORT, 'disk full'); END")
  const later = { ...freshChannel(), messages: 2 }
  expect(() => saveDelivery(db, 'c', later, delivery)).toThrow('disk full')
  expect(() => saveFeedback(db, 'c', later, { memeId: 'm', reaction: 'up', at: 7 })).toThrow('disk full')
  expect(db.prepare('SELECT (SELECT count(*) FROM deliveries) + (SELECT count(*) FROM feedback) AS n').get()).toEqual({
    n: 0,
  })
  expect(readChannel(db, 'c').messages).toBe(1)
})

test('a delivery that cannot be noted leaves the state as it was', async () => {
  const db = await temporaryDatabase()
  db.driver.exec("CREATE TRIGGER refuse BEFORE INSERT ON deliveries BEGIN SELECT RAISE(ABORT, 'disk full'); END")
  expect(() => saveDelivery(db, 'c', { ...freshChannel(), messages: 2 }, delivery)).toThrow('disk full')
  expect(readChannel(db, 'c')).toEqual(freshChannel())
})

test('a delivery and a reaction are kept with their channel, meme and time', async () => {
  const db = await temporaryDatabase()
  saveDelivery(db, 'c', { ...freshChannel(), messages: 2 }, delivery)
  saveFeedback(db, 'c', { ...freshChannel(), messages: 3 }, { memeId: 'm', reaction: 'down', at: 8 })
  expect(db.prepare('SELECT channel, meme_id, score, threshold, at FROM deliveries').all()).toEqual([
    { channel: 'c', meme_id: 'm', score: 0.5, threshold: 0.4, at: 7 },
  ])
  expect(db.prepare('SELECT channel, meme_id, reaction, at FROM feedback').all()).toEqual([
    { channel: 'c', meme_id: 'm', reaction: 'down', at: 8 },
  ])
  expect(readChannel(db, 'c').messages).toBe(3)
})
