import { chat, LucidError, type Plugin, secret } from '@lucid-gateway/core'
import { memoryLedger } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { acme, hi } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'

const operators = 'sk-operator-0123456789'

it("a stream that fails quoting the operator's key is recorded without it", async () => {
  const made = acme([
    async function* () {
      yield { type: 'text-start', id: '0' }
      yield { type: 'text-delta', id: '0', text: 'hi' }
      throw new LucidError('upstream', `It broke, with ${operators}.`, {
        details: { header: `Bearer ${operators}` },
        upstream: { code: operators },
      })
    },
  ])
  const plugin = { ...made, credentials: { apiKey: secret('ACME_KEY') } } as unknown as Plugin
  const ledger = memoryLedger()
  const runtime = await createRuntime({ plugins: [plugin], env: { ACME_KEY: operators }, ports: { ledger } })
  const call = await runtime.call({ capability: chat, target: 'acme/m', request: hi, stream: true })
  const { outcome } = call
  if (outcome.kind !== 'stream') throw new Error('It is no stream.')
  await expect(Array.fromAsync(outcome.parts)).rejects.toThrow()
  await call.closed
  await runtime.close()
  const { rows } = await ledger.attempts({ limit: 10 })
  const calls = await ledger.calls({ limit: 10 })
  expect(rows[0]?.record.error?.message).toBe('It broke, with [redacted].')
  expect(JSON.stringify([call.record, call.attempts, rows, calls])).not.toContain(operators)
})
