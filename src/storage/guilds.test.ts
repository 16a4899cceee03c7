import { expect, test } from 'vitest'
import { memeAbout, temporaryDatabase } from '../../test/helpers.ts'
import { pendingSubmissions, readBlocks, readSubmission, saveBlock, saveSubmission } from './guild-memes.ts'
import {
  deletePlace,
  EVERYWHERE,
  effectiveChoice,
  readChoice,
  readGuild,
  readPlace,
  readPlaces,
  saveChoice,
  saveSettings,
} from './guilds.ts'
import { deleteMember, exportMember, HISTORY_LINES, readHistory, saveHistory } from './member-data.ts'
import { saveMemes } from './memes.ts'
import { beginPost, countVotes, finishPost, postOfMessage, recentPosts, saveVote, unfinishedPosts } from './posts.ts'

const post = (id: string, given: object = {}) => ({
  id,
  guild: 'g',
  channel: 'discord:g:1',
  meme: 'm',
  origin: 'policy' as const,
  answers: `to-${id}`,
  member: 'anna',
  requester: '',
  explanation: undefined,
  at: 1,
  ...given,
})

test('settings of guilds and channels are apart, and a damaged row counts as none', async () => {
  const db = await temporaryDatabase()
  saveSettings(db, 'g', '', { rate: 0.1 }, 1)
  saveSettings(db, 'g', '1', { enabled: true }, 1)
  saveSettings(db, 'h', '1', { enabled: false }, 1)
  expect([readGuild(db, 'g'), readGuild(db, 'h')]).toEqual([{ rate: 0.1 }, {}])
  expect([...readPlaces(db, 'g')]).toEqual([['1', { enabled: true }]])
  db.prepare("UPDATE guild_settings SET settings = '{' WHERE guild = 'g' AND channel = '1'").run()
  expect(readPlace(db, 'g', '1')).toEqual({})
  deletePlace(db, 'g', '1')
  deletePlace(db, 'g', '')
  expect(readPlaces(db, 'g').size).toBe(0)
  expect(readGuild(db, 'g')).toEqual({ rate: 0.1 })
})

test('a choice for everywhere holds in every guild, one for a guild there only', async () => {
  const db = await temporaryDatabase()
  saveChoice(db, 'g', 'anna', { unread: true, withoutMemes: false }, 1)
  saveChoice(db, EVERYWHERE, 'anna', { unread: false, withoutMemes: true }, 1)
  expect(effectiveChoice(db, 'g', 'anna')).toEqual({ unread: true, withoutMemes: true })
  expect(effectiveChoice(db, 'h', 'anna')).toEqual({ unread: false, withoutMemes: true })
  expect(readChoice(db, 'h', 'ben')).toEqual({ unread: false, withoutMemes: false })
})

test('a message gets one meme of the policy, however often it is decided on', async () => {
  const db = await temporaryDatabase()
  expect(beginPost(db, post('a'))).toBe(true)
  expect(beginPost(db, post('b', { answers: 'to-a' }))).toBe(false)
  expect(beginPost(db, post('c', { answers: undefined }))).toBe(true)
  expect(beginPost(db, post('d', { answers: undefined }))).toBe(true)
  expect(unfinishedPosts(db).map(({ id }) => id)).toEqual(['a', 'c', 'd'])
})

test('a post is found by its message in its own guild only', async () => {
  const db = await temporaryDatabase()
  beginPost(db, post('a'))
  finishPost(db, 'a', 'other', '77')
  expect(postOfMessage(db, 'g', '77')).toMatchObject({ id: 'a', meme: 'other', status: 'sent' })
  expect(postOfMessage(db, 'h', '77')).toBeUndefined()
  expect([recentPosts(db, 'g', 9).length, recentPosts(db, 'g', 9, 'discord:g:2').length]).toEqual([1, 0])
})

test('a member votes once each way, and votes are counted by guild', async () => {
  const db = await temporaryDatabase()
  const vote = { message: '7', member: 'anna', reaction: 'up', meme: 'm', guild: 'g', at: 1 }
  expect([saveVote(db, vote), saveVote(db, vote), saveVote(db, { ...vote, member: 'ben' })]).toEqual([
    true,
    false,
    true,
  ])
  expect(countVotes(db, 'g')).toEqual([{ meme: 'm', up: 2, down: 0 }])
  expect(countVotes(db, 'h')).toEqual([])
})

test('history keeps the last lines of each channel, for so long', async () => {
  const db = await temporaryDatabase()
  const line = (index: number, channel: string, at: number) =>
    saveHistory(db, { message: `${channel}-${index}`, guild: 'g', channel, member: 'anna', text: `${index}`, at })
  line(0, 'old', 0)
  for (let index = 0; index < HISTORY_LINES + 20; index += 1) line(index, 'c', index)
  expect(readHistory(db, 'c', 9999)).toHaveLength(HISTORY_LINES)
  expect(readHistory(db, 'c', 2).map(({ text }) => text)).toEqual(['518', '519'])
  line(1, 'old', 31 * 24 * 3600_000)
  expect(readHistory(db, 'old', 9).map(({ text }) => text)).toEqual(['1'])
})

test('what is stored about a member is exported whole and deleted whole, theirs only', async () => {
  const db = await temporaryDatabase()
  await saveMemes(db, [memeAbout('m', '加班', { state: 'review' })], 1)
  const meme = memeAbout('m', '加班').id
  for (const member of ['anna', 'ben']) {
    saveChoice(db, 'g', member, { unread: false, withoutMemes: true }, 1)
    beginPost(db, post(member, { member, requester: member === 'anna' ? 'ben' : '' }))
    saveVote(db, { message: '7', member, reaction: 'up', meme, guild: 'g', at: 1 })
    saveBlock(db, 'g', { contentHash: member, perceptualHash: '' }, member, 1)
    saveHistory(db, { message: member, guild: 'g', channel: 'c', member, text: '早', at: 1 })
  }
  saveSubmission(db, { meme, guild: 'g', contentHash: 'x', member: 'anna', at: 1 })
  const about = (guild: string) => Object.values(exportMember(db, guild, 'anna')).map(rows => rows.length)
  expect([about('g'), about('*'), about('h')]).toEqual([
    [1, 1, 1, 1, 1, 1, 0],
    [1, 1, 1, 1, 1, 1, 0],
    [0, 0, 0, 0, 0, 0, 0],
  ])
  expect(deleteMember(db, 'g', 'anna')).toBe(5)
  expect(about('g')).toEqual([1, 0, 0, 0, 0, 0, 0])
  expect(Object.values(exportMember(db, 'g', 'ben')).map(rows => rows.length)).toEqual([1, 0, 1, 1, 1, 1, 1])
  expect([readBlocks(db, 'g').length, pendingSubmissions(db, 'g').length]).toEqual([2, 1])
  expect(readSubmission(db, 'h', meme)).toBeUndefined()
})
