import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { issuePath, lazySchema } from './standard-schema.ts'

describe('issuePath', () => {
  it.each([
    [['messages', 0, 'content'], 'messages[0].content'],
    [[{ key: 'a' }, 'b'], 'a.b'],
    [[0], '[0]'],
    [undefined, ''],
  ])('writes %j as %s', (path, written) => {
    expect(issuePath({ message: 'x', path })).toBe(written)
  })

  it('names a field that should not be there', () => {
    const issues = z.object({ a: z.strictObject({}) }).safeParse({ a: { colour: 1 } }).error?.issues ?? []
    expect(issues.map(issuePath)).toEqual(['a.colour'])
  })
})

describe('lazySchema', () => {
  it('loads once, and validates at once from then on', async () => {
    let loads = 0
    const schema = lazySchema(async () => {
      loads++
      return z.object({ n: z.number() })
    })
    expect(await schema['~standard'].validate({ n: 1 })).toEqual({ value: { n: 1 } })
    expect(schema['~standard'].validate({ n: 2 })).toEqual({ value: { n: 2 } })
    expect(loads).toBe(1)
  })
})
