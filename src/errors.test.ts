import { describe, expect, it } from 'vitest'
import { DoutuError, describeError, messageOf } from './errors.ts'

describe('describeError', () => {
  it('says what went wrong and what to do next, without a stack', () => {
    const error = new DoutuError('port-busy', 'Port 1 is taken.', 'Choose another.', new Error('inner'))
    expect(describeError(error)).toBe('Port 1 is taken. Choose another.')
    expect(error.cause).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'DoutuError', code: 'port-busy' })
  })

  it('has no cause where none was given', () => {
    expect('cause' in new DoutuError('not-found', 'Gone.', 'Look elsewhere.')).toBe(false)
  })

  it.each([
    [new TypeError('wrong'), 'wrong'],
    ['plain text', 'plain text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [404, '404'],
  ])('makes a text of whatever was thrown: %o', (thrown, text) => {
    expect(describeError(thrown)).toBe(text)
    expect(messageOf(thrown)).toBe(text)
  })
})
