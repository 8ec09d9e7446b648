import { describe, expect, it } from 'vitest'
import { digestOf, newKey, weaknessOf } from './app-key.ts'
import { createKeyring } from './keyring.ts'
import { presentedKey } from './presented-key.ts'

describe('keyring', () => {
  it('finds the owner of a key, and nobody for another', () => {
    const [mine, theirs] = [newKey(), newKey()]
    const keyring = createKeyring([
      { name: 'mine', digest: digestOf(mine) },
      { name: 'theirs', digest: digestOf(theirs) },
    ])
    expect(keyring.find(mine)?.name).toBe('mine')
    expect(keyring.find(theirs)?.name).toBe('theirs')
    expect(keyring.find(mine.slice(0, -1))).toBeUndefined()
    expect(keyring.find(`${mine} `)).toBeUndefined()
    expect(keyring.find('')).toBeUndefined()
  })
})

describe('keys', () => {
  it('are new each time and good enough', () => {
    expect(newKey()).not.toBe(newKey())
    expect(weaknessOf(newKey())).toBeUndefined()
  })

  it.each([
    ['sk-1234', 'shorter'],
    ['sk-1234567890abcdefghijklmnop', 'sample'],
    ['your-api-key-goes-right-here-please', 'sample'],
    ['change-me-change-me-change-me', 'sample'],
    ['abababababababababababababababab', 'repeats'],
  ])('%s is refused because it %s', (key, why) => {
    expect(weaknessOf(key)).toContain(why)
  })
})

describe('presentedKey', () => {
  it.each([
    [{ authorization: 'Bearer abc' }, 'abc'],
    [{ authorization: 'bearer  abc ' }, 'abc'],
    [{ 'x-api-key': 'abc' }, 'abc'],
    [{ 'x-goog-api-key': 'abc' }, 'abc'],
    [{ authorization: 'Basic abc' }, undefined],
    [{ authorization: 'Bearer ' }, undefined],
    [{}, undefined],
  ])('reads %j', (headers, key) => {
    expect(presentedKey(headers)).toBe(key)
  })
})
