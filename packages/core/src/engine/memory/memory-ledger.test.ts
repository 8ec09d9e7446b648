import { expect, it } from 'vitest'
import type { AttemptRow } from '../../ports/ledger.ts'
import { memoryLedger } from './memory-ledger.ts'

function attempt(id: string): AttemptRow {
  return {
    kind: 'attempt',
    record: {
      id: `${id}.1`,
      callId: id,
      number: 1,
      account: 'acme',
      provider: 'acme',
      model: 'swift',
      capability: 'chat',
      payer: 'operator',
      startedAt: 1,
      status: 'finished',
      costNanoUsd: '10',
    },
    call: { asked: 'acme/swift', channel: 'stable', principal: { organisation: 'default' } },
  }
}

it('a ledger in memory does not grow without end', async () => {
  const ledger = memoryLedger({ most: 2 })
  for (const id of ['a', 'b', 'c']) await ledger.add([attempt(id)])
  expect((await ledger.attempts()).rows.map(({ record }) => record.id)).toEqual(['c.1', 'b.1'])
  expect(await ledger.usage({ by: [] })).toMatchObject([{ attempts: 2, costNanoUsd: '20' }])
})
