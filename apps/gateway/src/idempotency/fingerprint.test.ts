import { describe, expect, it } from 'vitest'
import { fingerprintOf } from './fingerprint.ts'

const body = Buffer.from('{"model":"acme/m"}')
const print = (headers: Readonly<Record<string, string>> = {}, url = '/v1/chat', sent: Uint8Array = body) =>
  fingerprintOf({ method: 'POST', url, headers: { 'content-type': 'application/json', ...headers } }, sent)

describe('what is asked with an Idempotency-Key', () => {
  it.each([
    ['x-lucid-channel', 'fast'],
    ['x-lucid-user', 'ann'],
    ['x-lucid-strict', '1'],
    ['x-user-openai-key', 'sk-1'],
    ['x-user-api-keys', '{}'],
    ['x-webhook-url', 'https://example.com/'],
    ['anthropic-version', '2023-06-01'],
    ['anthropic-beta', 'x'],
    ['accept', 'audio/mpeg'],
    ['prefer', 'respond-async'],
    ['content-type', 'multipart/form-data; boundary=x'],
  ])('is another thing with %s: %s', (name, value) => expect(print({ [name]: value })).not.toBe(print()))

  it.each([
    ['x-stainless-retry-count', '2'],
    ['user-agent', 'other'],
    ['traceparent', '00-1-1-01'],
    ['accept', '*/*'],
    ['prefer', 'wait=30'],
    ['x-request-id', 'mine'],
    ['authorization', 'Bearer next'],
    ['content-type', 'application/json; charset=utf-8'],
  ])('is the same thing with %s: %s', (name, value) => expect(print({ [name]: value })).toBe(print()))

  it('is another thing at another path, with another query, another body, or another key of the same name', () => {
    const prints = [
      print(),
      print({}, '/v1/chat/completions'),
      print({}, '/v1/chat?alt=sse'),
      print({}, '/v1/chat', Buffer.from('{}')),
      print({ 'x-user-openai-key': 'sk-1' }),
      print({ 'x-user-openai-key': 'sk-2' }),
    ]
    expect(new Set(prints).size).toBe(prints.length)
    expect(print({}, '/v1/chat?key=lucid_a')).toBe(print({}, '/v1/chat?key=lucid_b'))
    expect(print({}, '/v1/chat?a=1&b=2')).toBe(print({}, '/v1/chat?b=2&a=1'))
  })

  it('holds no key of a caller’s own', () => {
    expect(print({ 'x-user-openai-key': 'sk-canary' })).toMatch(/^[\w-]{43}$/)
  })
})
