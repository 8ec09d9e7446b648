import type { AttemptRow, CallRow } from '@lucid-gateway/core'
import type { RecordedRequest } from '@lucid-gateway/simulators'
import { expect } from 'vitest'
import { killedPrices } from './killed-vendors.ts'

/** What a vendor's simulator says was used, and what that costs. */
export interface Truth {
  readonly attempt: string
  readonly used: Readonly<Record<string, number>>
  readonly nanoUsd: bigint
}

/** Of requests that are billed. */
export function truthsOf(
  talks: readonly RecordedRequest[],
  pictures: readonly RecordedRequest[],
): readonly Truth[] {
  return [...talks.map(talked), ...pictures.map(painted)]
}

function talked({ body, usage }: RecordedRequest): Truth {
  expect(usage).toBeDefined()
  const { user } = body as { readonly user: string }
  const used = { input: usage?.promptTokens ?? 0, output: usage?.completionTokens ?? 0 }
  return truth(user.split(':')[1] ?? '', used)
}

function painted({ body }: RecordedRequest): Truth {
  const { input } = body as { readonly input: { readonly prompt: string; readonly num_outputs: number } }
  return truth(input.prompt.split(':')[1] ?? '', { image: input.num_outputs })
}

function truth(attempt: string, used: Truth['used']): Truth {
  const prices: Readonly<Record<string, number>> = killedPrices
  const costs = Object.entries(used).map(([meter, quantity]) => BigInt(quantity * (prices[meter] ?? 0)))
  return { attempt, used, nanoUsd: costs.reduce((sum, cost) => sum + cost, 0n) }
}

/** How many attempts are known, and of how many only a bound. */
export interface Held {
  readonly known: number
  readonly bounded: number
}

/** Holds a ledger to the truth, and to what clients saw. */
export function holdToTruth(
  rows: readonly (AttemptRow | CallRow)[],
  truths: readonly Truth[],
  saw: readonly string[],
): Held {
  const attempts = rows.filter(row => row.kind === 'attempt')
  const calls = rows.filter(row => row.kind === 'call')
  const byId = new Map(attempts.map(row => [row.record.id, row]))
  expect(byId.size).toBe(attempts.length)
  expect(new Set(calls.map(({ record }) => record.id)).size).toBe(calls.length)
  expect(new Set(attempts.map(row => row.record.callId))).toEqual(
    new Set(calls.map(({ record }) => record.id)),
  )
  expect(new Set(truths.map(({ attempt }) => attempt)).size).toBe(truths.length)
  for (const one of truths) holdOne(byId.get(one.attempt), one)
  // Who was not asked has nothing that is known.
  const asked = new Set(truths.map(({ attempt }) => attempt))
  const known = attempts.filter(({ record }) => record.costNanoUsd !== undefined)
  expect(known.filter(({ record }) => !asked.has(record.id))).toEqual([])
  for (const id of saw) {
    expect(byId.get(`${id}.1`)?.record.status).toBe('finished')
    expect(calls.find(({ record }) => record.id === id)?.record.status).toBe('finished')
  }
  const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n)
  const [used, sure, most] = [
    sum(truths.map(({ nanoUsd }) => nanoUsd)),
    sum(known.map(({ record }) => BigInt(record.costNanoUsd ?? 0))),
    sum(attempts.map(({ atMostNanoUsd }) => BigInt(atMostNanoUsd ?? 0))),
  ]
  expect(sure <= used && used <= sure + most, `${sure} <= ${used} <= ${sure} + ${most}`).toBe(true)
  return { known: known.length, bounded: attempts.length - known.length }
}

function holdOne(row: AttemptRow | undefined, { attempt, used, nanoUsd }: Truth): void {
  expect(row, `${attempt} is in the ledger`).toBeDefined()
  if (!row) return
  const { meters } = row.record.usage ?? { meters: {} }
  if (row.record.status === 'finished') {
    for (const [meter, quantity] of Object.entries(used))
      expect(meters[meter]).toEqual({ certainty: 'known', quantity })
    expect(row.record.costNanoUsd).toBe(nanoUsd.toString())
    return
  }
  expect(row.record.error).toMatchObject({ reason: 'owner_died', billed: 'unknown' })
  for (const [meter, quantity] of Object.entries(used)) {
    const reading = meters[meter]
    expect(reading?.certainty === 'unknown' && reading.atMost).toBeGreaterThanOrEqual(quantity)
  }
  expect(row.record).not.toHaveProperty('costNanoUsd')
  expect(BigInt(row.atMostNanoUsd ?? -1)).toBeGreaterThanOrEqual(nanoUsd)
}
