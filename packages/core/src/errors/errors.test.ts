import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorTable } from './error-table.ts'
import { fromUnknown } from './from-unknown.ts'
import { LucidError } from './lucid-error.ts'

describe('LucidError', () => {
  it('takes from the table what it is not told', () => {
    expect(new LucidError('budget', 'spent').toJSON()).toEqual({
      code: 'budget',
      message: 'spent',
      origin: 'caller',
      recourse: 'none',
      billed: 'no',
      status: 402,
    })
    expect(new LucidError('auth', 'refused', { origin: 'provider' }).origin).toBe('provider')
  })

  it('is recognised when another copy of core made it', async () => {
    const copy = (await import(`${new URL('lucid-error.ts', import.meta.url).pathname}?copy`)) as {
      LucidError: typeof LucidError
    }
    const foreign = new copy.LucidError('overloaded', 'busy')
    expect(foreign).not.toBeInstanceOf(LucidError)
    expect(LucidError.is(foreign)).toBe(true)
    expect(fromUnknown(foreign)).toBe(foreign)
  })

  it('never shows its cause', () => {
    const error = new LucidError('upstream', 'failed', { cause: new Error('secret') })
    expect(JSON.stringify(error)).not.toContain('secret')
  })
})

describe('fromUnknown', () => {
  it.each([
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'network'],
    [
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }),
      'network',
    ],
    [Object.assign(new Error('x'), { code: 'UND_ERR_HEADERS_TIMEOUT' }), 'timeout'],
    [new DOMException('gone', 'AbortError'), 'cancelled'],
    [new DOMException('late', 'TimeoutError'), 'timeout'],
    ['a string', 'upstream'],
    [undefined, 'upstream'],
  ])('knows %s', (thrown, code) => {
    expect(fromUnknown(thrown).code).toBe(code)
  })

  it('finds what an SDK wrapped among its causes', () => {
    const own = new LucidError('permission', 'not declared', { reason: 'undeclared_host' })
    const wrapped = new Error('Connection error.', { cause: new TypeError('fetch failed', { cause: own }) })
    expect(fromUnknown(wrapped)).toBe(own)
  })

  it('takes in an error whose code this copy does not know', () => {
    const newer = Object.assign(new LucidError('upstream', 'from the future'), { code: 'quantum' })
    expect(fromUnknown(newer)).toMatchObject({ code: 'upstream', message: 'from the future' })
  })
})

describe('docs/reference/errors.md', () => {
  const page = readFileSync(new URL('../../../../docs/reference/errors.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \| (\w+) \| (\w+) \| (\w+) \| (.+) \|$/gm)].map(
    ([, code, status, origin, recourse, billed, meaning]) => [
      code,
      { status: Number(status), origin, recourse, billed, meaning },
    ],
  )

  it('lists every code of the table with its facts, and no other', () => {
    expect(Object.fromEntries(rows)).toEqual(errorTable)
  })
})
