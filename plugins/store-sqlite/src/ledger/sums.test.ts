import type { AttemptRow } from '@lucid-gateway/core'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openEngine } from '../engine/engine.ts'
import { numbers } from './testing/many-rows.ts'
import { readSqlite } from '../upkeep/read-sqlite.ts'

function attempt(index: number, cost: bigint, random: () => number): AttemptRow {
  return {
    kind: 'attempt',
    record: {
      id: `call-${index}.1`,
      callId: `call-${index}`,
      number: 1,
      account: `a${Math.floor(random() * 3)}`,
      provider: 'acme',
      model: `m${Math.floor(random() * 5)}`,
      capability: 'chat',
      payer: 'operator',
      startedAt: Date.UTC(2026, 9, 1) + Math.floor(random() * 30 * 24 * 3600 * 1000),
      status: 'finished',
      usage: { meters: { second: { certainty: 'known', quantity: 0.1 } } },
      costNanoUsd: cost.toString(),
    },
    call: { asked: 'x', channel: 'stable', principal: { organisation: 'o', team: `t${index % 4}` } },
  }
}

/** The same in an order of its own. */
function shuffled(many: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length: many }, (_, index) => index)
  for (let at = many - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const [here, there] = [order[at] as number, order[other] as number]
    order[at] = there
    order[other] = here
  }
  return order
}

const many = process.env['LUCID_LONG'] === '1' ? 1_000_000 : 4000

const valuesOf: Readonly<Record<string, (row: AttemptRow) => string>> = {
  day: ({ record }) => new Date(record.startedAt).toISOString().slice(0, 10),
  team: ({ call }) => call.principal.team ?? '',
  model: ({ record }) => record.model,
  account: ({ record }) => record.account,
}
const breakdowns = [[], ['day'], ['team', 'model'], ['account', 'day']]

it('tiny costs in any order sum exactly', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-sums-'))
  const file = join(folder, 'lucid.db')
  const engine = openEngine(file)
  const random = numbers(7)
  const wanted = breakdowns.map(() => new Map<string, { cost: bigint; attempts: number }>())
  const order = shuffled(many, random)
  for (let start = 0; start < many; start += 1000) {
    const rows = Array.from(order.subarray(start, start + 1000), index => {
      // Some of them more than a number of JavaScript can tell apart.
      const tiny = BigInt(Math.floor(random() ** 8 * 1e9)) + 1n
      const row = attempt(index, index % 1000 === 1 ? 2n ** 53n + tiny : tiny, random)
      const cost = BigInt(row.record.costNanoUsd ?? 0)
      for (const [at, by] of breakdowns.entries()) {
        const name = by.map(dimension => valuesOf[dimension]?.(row)).join()
        const sum = wanted[at]?.get(name) ?? { cost: 0n, attempts: 0 }
        wanted[at]?.set(name, { cost: sum.cost + cost, attempts: sum.attempts + 1 })
      }
      return JSON.stringify(row)
    })
    const [answer] = engine.run([{ op: 'add', args: [rows.join('\n')] }])
    expect(answer).not.toHaveProperty('error')
  }
  for (const [at, by] of breakdowns.entries()) {
    const [answer] = engine.run([{ op: 'usage', args: [{ by }] }])
    const rows = JSON.parse((answer as { value: string }).value) as {
      of: Record<string, string>
      costNanoUsd: string
      attempts: number
      meters: Record<string, number>
    }[]
    const found = rows.map(({ of, costNanoUsd, attempts }) => [
      by.map(dimension => of[dimension]).join(),
      { cost: BigInt(costNanoUsd), attempts },
    ])
    expect(new Map(found as [string, object][])).toEqual(wanted[at])
    if (by.length === 0) expect(rows[0]?.meters['second']).toBe(many / 10)
  }
  engine.close()
  const reader = readSqlite(file)
  expect([...reader.sumFaults()]).toEqual([])
  reader.close()
  await rm(folder, { recursive: true })
}, 1_800_000)
