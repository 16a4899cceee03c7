import { expect, test } from 'vitest'
import { customId, parseCustomId } from '../custom-id.ts'
import { components, definitions, forms, messageMenus, subcommands } from './index.ts'
import { messageIdOf, messageReference } from './message-id.ts'

interface Named {
  name: string
  name_localizations?: Record<string, string> | null
  description?: string
  description_localizations?: Record<string, string> | null
  options?: Named[]
  choices?: Named[]
}

const slash = definitions.filter(({ type }) => type === 1) as unknown as Named[]
const everything = (item: Named): Named[] => [item, ...(item.options ?? []).flatMap(everything)]

test('every command and option has names and descriptions in both languages that Discord takes', () => {
  for (const item of slash.flatMap(everything)) {
    const names = [item.name, ...Object.values(item.name_localizations ?? {})]
    for (const name of names) {
      expect(name).toMatch(/^[-_'\p{L}\p{N}]{1,32}$/u)
      expect(name).toBe(name.toLowerCase())
    }
    const descriptions = [item.description ?? '', ...Object.values(item.description_localizations ?? {})]
    for (const description of descriptions) expect(description.length).toBeGreaterThan(0)
    for (const description of descriptions) expect(description.length).toBeLessThanOrEqual(100)
    expect(Object.keys(item.name_localizations ?? {})).toEqual(['zh-CN', 'zh-TW'])
    expect(Object.keys(item.description_localizations ?? {})).toEqual(['zh-CN', 'zh-TW'])
  }
})

test('what the issue promises is registered, each within what Discord allows', () => {
  expect([...subcommands.keys()].sort()).toEqual(
    [
      'find',
      'why',
      'settings',
      'setup',
      'add',
      'review',
      'block',
      'unblock',
      'takedown',
      'stats',
      'privacy',
      'help',
      'doctor',
    ].sort(),
  )
  expect(definitions.map(({ name }) => name)).toEqual(['meme', ...messageMenus.keys()])
  for (const command of slash) {
    const characters = everything(command)
      .flatMap(item => [item, ...(item.choices ?? [])])
      .reduce((sum, item) => sum + item.name.length + (item.description?.length ?? 0), 0)
    expect(characters).toBeLessThanOrEqual(8000)
    expect(command.options!.length).toBeLessThanOrEqual(25)
    for (const option of command.options!) expect(option.options?.length ?? 0).toBeLessThanOrEqual(25)
  }
})

test('actions of buttons, menus and forms are apart, and custom ids are read as they were written', () => {
  expect([...components.keys()].filter(action => forms.has(action))).toEqual([])
  const id = customId('approve', 'f'.repeat(64))
  expect(id.length).toBeLessThanOrEqual(100)
  expect(parseCustomId(id)).toEqual({ action: 'approve', values: ['f'.repeat(64)] })
  for (const other of ['', 'doutu', 'doutu/', 'other/approve/1']) expect(parseCustomId(other)).toBeUndefined()
})

test('a message is named by a link or by its id', () => {
  const link = 'https://discord.com/channels/111111111111111111/222222222222222222/333333333333333333'
  expect(messageReference(link)).toEqual({ channel: '222222222222222222', message: '333333333333333333' })
  expect(messageReference(' 333333333333333333 ')).toEqual({ channel: undefined, message: '333333333333333333' })
  expect([messageIdOf(link), messageIdOf('没有'), messageIdOf("1' OR 1=1")]).toEqual(['333333333333333333', '', ''])
})
