import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PageListeners } from './listeners.ts'
import type { PageEvent } from './protocol.ts'

const event = (code: string): PageEvent => ({ type: 'problem', code })

/** A page that keeps what it heard. */
function page() {
  const heard: Array<{ text: string; id: string }> = []
  const hear = (told: PageEvent, id: string) => void heard.push({ text: told.type === 'problem' ? told.code : '', id })
  return { heard, hear, texts: () => heard.map(item => item.text) }
}

test('every page of a conversation hears what is told, and other conversations hear nothing', () => {
  const listeners = new PageListeners()
  const [one, two, stranger] = [page(), page(), page()]
  listeners.listen('a', one.hear)
  listeners.listen('a', two.hear)
  listeners.listen('b', stranger.hear)
  listeners.tell('a', event('1'))
  expect([one.texts(), two.texts(), stranger.texts()]).toEqual([['1'], ['1'], []])
})

test('wherever a connection broke, a page that names its last event hears all in order, nothing twice', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), steps => {
      const listeners = new PageListeners()
      const { heard, hear, texts } = page()
      let stop: (() => void) | undefined = listeners.listen('a', hear)
      let told = 0
      for (const tell of steps) {
        if (tell) {
          told += 1
          listeners.tell('a', event(String(told)))
        } else if (stop) {
          stop()
          stop = undefined
        } else {
          stop = listeners.listen('a', hear, heard.at(-1)?.id)
        }
      }
      if (!stop) listeners.listen('a', hear, heard.at(-1)?.id)
      expect(texts()).toEqual(Array.from({ length: told }, (_, index) => String(index + 1)))
    }),
  )
})

test('a connection that was dead unnoticed loses nothing, because the page says where it was', () => {
  const listeners = new PageListeners()
  const { heard, hear } = page()
  listeners.listen('a', hear)
  listeners.tell('a', event('1'))
  const { id } = heard[0]!
  listeners.tell('a', event('into the void'))
  const again = page()
  listeners.listen('a', again.hear, id)
  expect(again.texts()).toEqual(['into the void'])
})

test('a fresh page hears only what no page heard, whatever it names', () => {
  fc.assert(
    fc.property(fc.option(fc.string(), { nil: undefined }), lastSeen => {
      const listeners = new PageListeners()
      const stop = listeners.listen('a', () => {})
      listeners.tell('a', event('heard'))
      stop()
      listeners.tell('a', event('waiting'))
      const fresh = page()
      listeners.listen('a', fresh.hear, lastSeen)
      expect(fresh.texts()).toEqual(['waiting'])
    }),
  )
})

test('an id of an earlier process is not mistaken for one of this', () => {
  const { heard, hear } = page()
  const earlier = new PageListeners()
  earlier.listen('a', hear)
  for (let index = 0; index < 5; index += 1) earlier.tell('a', event('old'))
  const later = new PageListeners()
  later.tell('a', event('new'))
  const again = page()
  later.listen('a', again.hear, heard.at(-1)!.id)
  expect(again.texts()).toEqual(['new'])
})

test('memory is bounded: the last events of the last conversations are kept', () => {
  const listeners = new PageListeners()
  for (let index = 0; index < 1000; index += 1) listeners.tell('busy', event(String(index)))
  const busy = page()
  listeners.listen('busy', busy.hear)()
  expect(busy.heard.length).toBeLessThanOrEqual(100)
  expect(busy.texts().at(-1)).toBe('999')
  listeners.tell('old', event('x'))
  for (let index = 0; index < 1000; index += 1) listeners.tell(`c${index}`, event('x'))
  const [old, recent] = [page(), page()]
  listeners.listen('old', old.hear)
  listeners.listen('c999', recent.hear)
  expect([old.texts(), recent.texts()]).toEqual([[], ['x']])
})
