import { LucidError } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { lucidDialect } from './lucid-dialect.ts'

describe('the lucid dialect', () => {
  it("shows a vendor's refusal of the operator's key as a fault behind the gateway, without the vendor's words", () => {
    const refused = new LucidError('auth', 'Incorrect API key provided: sk-ab', { origin: 'provider' })
    const { status, body } = lucidDialect.error(refused, 'req_1')
    expect(status).toBe(502)
    expect(JSON.stringify(body)).not.toContain('sk-ab')
  })

  it('says what the gateway itself refused a plugin', () => {
    const refused = new LucidError('permission', 'evil.example is not a declared host.', {
      origin: 'gateway',
      reason: 'undeclared_host',
      hint: 'Add it to hosts.',
    })
    expect(lucidDialect.error(refused, 'req_1')).toMatchObject({
      status: 502,
      body: {
        error: {
          reason: 'undeclared_host',
          message: 'evil.example is not a declared host.',
          hint: 'Add it to hosts.',
        },
      },
    })
  })
})
