import { LucidError } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { createLog } from './create-log.ts'
import { createSecretValues } from './secret-values.ts'

function logging() {
  const lines: string[] = []
  const secrets = createSecretValues()
  const log = createLog({ level: 'debug', format: 'json', secrets, write: line => lines.push(line) })
  return { log, secrets, text: () => lines.join('') }
}

describe('the log', () => {
  it('never writes a known secret, wherever it stands', () => {
    const { log, secrets, text } = logging()
    secrets.add(['canary-"quoted"-secret', 'canary/with+signs'])
    log.error('it said canary-"quoted"-secret', {
      url: `https://x/?k=${encodeURIComponent('canary/with+signs')}`,
    })
    log.child({ note: 'canary/with+signs' }).info('hello')
    log.warn('failed', { error: new Error('bad key canary-"quoted"-secret') })
    expect(text()).not.toMatch(/canary/)
    expect(text()).toContain('[redacted]')
  })

  it('writes sums of money to the last digit', () => {
    const { log, text } = logging()
    log.info('spent', { nanoUsd: 2n ** 53n + 1n, by: [{ nanoUsd: 1n }] })
    expect(JSON.parse(text())).toMatchObject({ nanoUsd: '9007199254740993', by: [{ nanoUsd: '1' }] })
  })

  it('blots out fields with a secret name, however deep', () => {
    const { log, text } = logging()
    log.info('request', {
      headers: { Authorization: 'Bearer abc-unknown', 'x-api-key': 'abc-unknown' },
      list: [{ password: 'abc-unknown' }],
    })
    expect(text()).not.toContain('abc-unknown')
  })

  it('keeps words about tokens that are no secrets', () => {
    const { log, text } = logging()
    log.info('usage', { tokens_used: 12, max_tokens: 100 })
    expect(text()).toContain('"tokens_used":12')
    expect(text()).toContain('"max_tokens":100')
  })

  it('writes errors by their facts', () => {
    const { log, text } = logging()
    log.error('failed', { error: new LucidError('upstream', 'It broke.', { reason: 'odd' }) })
    expect(JSON.parse(text())).toMatchObject({ level: 'error', error: { code: 'upstream', reason: 'odd' } })
  })

  it('survives facts that hold themselves', () => {
    const { log, text } = logging()
    const facts: Record<string, unknown> = {}
    facts['self'] = facts
    log.info('odd', facts)
    expect(text()).toContain('[deeper]')
  })
})
