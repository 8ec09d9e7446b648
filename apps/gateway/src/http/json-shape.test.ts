import { describe, expect, it } from 'vitest'
import { exceededLimit } from './json-shape.ts'

const limits = { depth: 4, properties: 10, items: 10 }

describe('exceededLimit', () => {
  it('takes a time that grows with the text, however strings are escaped', () => {
    const bytes = 8 * 1024 * 1024
    for (const block of [`${'a'.repeat(255)}\\n`, `${'a'.repeat(255)}\\"`, '\\u0061', '\\\\', '\\"']) {
      const text = Buffer.from(`{"a":"${block.repeat(bytes / block.length)}"}`)
      const began = performance.now()
      expect(exceededLimit(text, limits)).toBeUndefined()
      expect(performance.now() - began).toBeLessThan(1000)
    }
  })

  it('finds the end of strings wherever escapes are', () => {
    for (let length = 0; length < 200; length++) {
      for (const end of ['\\', '"', '\\"', '\\\\', '"\\', '\n']) {
        const string = JSON.stringify(`${'x'.repeat(length)}${end}[[[[[[${end}`)
        expect(exceededLimit(Buffer.from(`[${string}]`), limits)).toBeUndefined()
        expect(exceededLimit(Buffer.from(`[${string},[[[[]]]]]`), limits)).toBe('depth')
      }
    }
  })

  it('comes to an end where a string does not', () => {
    for (const text of ['"', '"\\', `"${'x'.repeat(63)}\\`, `"${'x'.repeat(100)}\\"`]) {
      expect(exceededLimit(Buffer.from(text), limits)).toBeUndefined()
    }
  })
})
