import { describe, expect, it } from 'vitest'
import { formOf, makeKey, shownOf } from './key-format.ts'

describe('a key', () => {
  it.each(['lucid_', 'lucid_admin_'] as const)(
    'that begins with %s is sound, and none is like another',
    prefix => {
      const keys = Array.from({ length: 200 }, () => makeKey(prefix))
      expect(new Set(keys).size).toBe(keys.length)
      for (const key of keys) {
        expect(key).toMatch(/^lucid_(admin_)?[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/)
        expect(formOf(key)).toBe('sound')
      }
    },
  )

  it('with a slip in it is told from one that is not known', () => {
    const key = makeKey('lucid_')
    for (let at = 6; at < key.length; at++) {
      const other = key[at] === 'a' ? 'b' : 'a'
      expect(formOf(key.slice(0, at) + other + key.slice(at + 1)), String(at)).toBe('mistyped')
    }
    for (const slip of [key.slice(0, -1), `${key}x`, key.replace('lucid_', 'lucid_admin_')])
      expect(formOf(slip)).toBe('mistyped')
  })

  it.each(['sk-proj-abc', '', 'not-needed', `lucid_${'aB-_'.repeat(10)}abc`])(
    'that no gateway makes, or made in earlier days, has no checksum to go by: %j',
    key => {
      expect(formOf(key)).toBe('foreign')
    },
  )

  it('is shown by a beginning that is of no use', () => {
    const key = makeKey('lucid_')
    expect(shownOf(key)).toBe(`${key.slice(0, 10)}…`)
  })
})
