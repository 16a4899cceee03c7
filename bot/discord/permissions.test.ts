import { PermissionFlagsBits as Flag, PermissionsBitField } from 'discord.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { missingPermissions, permissionName } from './permissions.ts'

const NEEDED = ['ViewChannel', 'SendMessages', 'AttachFiles', 'ReadMessageHistory'] as const

test('just what is needed and not held is missing; in a thread the right to write there takes the place of the other', () => {
  fc.assert(
    fc.property(fc.subarray([...NEEDED, 'SendMessagesInThreads' as const]), fc.boolean(), (held, isThread) => {
      const needed = NEEDED.map(name => (isThread && name === 'SendMessages' ? 'SendMessagesInThreads' : name))
      const field = new PermissionsBitField(held.map(name => Flag[name]))
      expect(missingPermissions(field, isThread)).toEqual(needed.filter(name => !held.includes(name)))
    }),
  )
  expect(missingPermissions(new PermissionsBitField(Flag.Administrator), false)).toEqual([])
})

test('permissions have names in both languages', () => {
  expect([permissionName('AttachFiles', 'zh'), permissionName('AttachFiles', 'en')]).toEqual([
    '上传文件',
    'Attach Files',
  ])
})
