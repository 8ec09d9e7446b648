import { type Log, LucidError, silentLog } from '@lucid-gateway/core'
import { memoryLedger } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { addToLedger } from './add-to-ledger.ts'

const lines = ['a', 'b', 'c'].map(id =>
  JSON.stringify({
    kind: 'call',
    record: { id, capability: 'chat', principal: { organisation: 'o' }, admittedAt: 1 },
  }),
)

function refusing(code: 'invalid_request' | 'unavailable') {
  const ledger = memoryLedger()
  return {
    ...ledger,
    add: async (rows: Parameters<typeof ledger.add>[0]) => {
      if (rows.includes(lines[1] as string)) throw new LucidError(code, 'no')
      await ledger.add(rows)
    },
  }
}

it('a row that the ledger refuses for what it is holds up none of the others, and is in the log', async () => {
  const ledger = refusing('invalid_request')
  const told: unknown[] = []
  const log: Log = { ...silentLog, error: (...all: readonly unknown[]) => void told.push(...all) }
  await addToLedger(ledger, lines, log)
  expect((await ledger.calls()).rows.map(({ record }) => record.id)).toEqual(['c', 'a'])
  expect(told).toContainEqual({ message: 'no', row: expect.objectContaining({ record: expect.anything() }) })
})

it('where the ledger is away nothing is passed over', async () => {
  await expect(addToLedger(refusing('unavailable'), lines, silentLog)).rejects.toThrow('no')
})
