import { expect, it } from 'vitest'
import type { AttemptRow } from '../../ports/ledger.ts'
import { memoryLedger } from './memory-ledger.ts'

function attempt(id: string, costNanoUsd = '10'): AttemptRow {
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
      costNanoUsd,
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

const many = process.env['LUCID_LONG'] === '1' ? 1_000_000 : 4000

it('tiny costs in any order sum exactly in a ledger in memory', async () => {
  const ledger = memoryLedger({ most: many })
  let state = 11
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
  let total = 0n
  for (let start = 0; start < many; start += 1000) {
    const rows = Array.from({ length: 1000 }, (_, at) => {
      const tiny = BigInt(Math.floor(random() ** 8 * 1e9)) + 1n
      // Some of them more than a number of JavaScript can tell apart.
      const cost = random() < 0.001 ? 2n ** 53n + tiny : tiny
      total += cost
      return attempt(`${start + at}`, cost.toString())
    })
    await ledger.add(rows)
  }
  expect(await ledger.usage({ by: [] })).toMatchObject([{ attempts: many, costNanoUsd: total.toString() }])
}, 900_000)
