import { LucidError } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { writeError } from './errors-out.ts'

describe('writeError', () => {
  it("shows a vendor's refusal of the operator's key as a fault behind the gateway, without the vendor's words", () => {
    const refused = new LucidError('auth', 'Incorrect API key provided: sk-ab', { origin: 'provider' })
    const { status, body } = writeError(refused)
    expect(status).toBe(502)
    expect(body).toMatchObject({ error: { type: 'server_error', code: 'upstream_auth' } })
    expect(JSON.stringify(body)).not.toContain('sk-ab')
  })

  it("says what the gateway itself refused, and not as the caller's fault", () => {
    const refused = new LucidError('permission', 'evil.example is not a declared host.', {
      origin: 'gateway',
      reason: 'undeclared_host',
    })
    expect(writeError(refused)).toMatchObject({
      status: 502,
      body: {
        error: {
          type: 'server_error',
          code: 'undeclared_host',
          message: 'evil.example is not a declared host.',
        },
      },
    })
  })

  it("leaves a caller's own bad key what it is", () => {
    expect(writeError(new LucidError('auth', 'No key was sent.'))).toMatchObject({
      status: 401,
      body: { error: { code: 'invalid_api_key' } },
    })
  })
})
