import type { AttemptRow } from '@lucid-gateway/core'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openEngine } from '../engine/engine.ts'

/** A small generator of numbers, the same ones each time. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

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

/** `LUCID_MANY_ROWS=1000000` for as many as it is meant for. */
const many = Number(process.env['LUCID_MANY_ROWS'] ?? 4000)

it('tiny costs in any order sum exactly', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-sums-'))
  const engine = openEngine(join(folder, 'lucid.db'))
  const random = numbers(7)
  let total = 0n
  const order = Array.from({ length: many }, (_, index) => index).sort(() => random() - 0.5)
  for (let start = 0; start < many; start += 1000) {
    const rows = order.slice(start, start + 1000).map(index => {
      const cost = BigInt(Math.floor(random() ** 8 * 1e9)) + 1n
      total += cost
      return JSON.stringify(attempt(index, cost, random))
    })
    const [answer] = engine.run([{ op: 'add', args: [rows.join('\n')] }])
    expect(answer).not.toHaveProperty('error')
  }
  for (const by of [[], ['day'], ['team', 'model'], ['account', 'day']]) {
    const [answer] = engine.run([{ op: 'usage', args: [{ by }] }])
    const rows = JSON.parse((answer as { value: string }).value) as {
      costNanoUsd: string
      attempts: number
      meters: Record<string, number>
    }[]
    expect(rows.reduce((sum, row) => sum + BigInt(row.costNanoUsd), 0n)).toBe(total)
    expect(rows.reduce((sum, row) => sum + row.attempts, 0)).toBe(many)
    if (by.length === 0) expect(rows[0]?.meters['second']).toBe(many / 10)
  }
  engine.close()
  await rm(folder, { recursive: true })
}, 600_000)
