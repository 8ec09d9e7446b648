import type { AttemptRow, CallRow } from '@lucid-gateway/core'

/** When the first of them begins. */
export const manyFrom = Date.UTC(2026, 9, 1)
const manyDays = 30

/** A small generator of numbers, the same ones each time. */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * Calls of a month as a company makes them, as lines for the ledger: ten teams, fifty keys, five thousand users of whom few
 * ask often, twenty models, half of the calls with tags, one in fifty failed.
 */
export function manyRows(calls: number, seed: number): (count: number) => string {
  const random = numbers(seed)
  const below = (most: number): number => Math.floor(random() * most)
  const step = (manyDays * 86_400_000) / calls
  let made = 0

  function next(): string {
    const at = Math.floor(manyFrom + step * made)
    const id = `call_${String(made++).padStart(26, '0')}`
    const user = Math.floor(5000 * random() ** 2)
    const key = user % 50
    const model = below(20)
    const status = random() < 0.02 ? 'failed' : 'finished'
    const cost = status === 'failed' ? {} : { costNanoUsd: String(below(1e6)) }
    const facts = {
      asked: 'chat.default',
      channel: 'stable',
      principal: { organisation: 'default', team: `team-${key % 10}`, key: `key_${key}` },
      ...(random() < 0.7 ? { subject: `user${user}` } : {}),
      ...(random() < 0.5
        ? { tags: { project: `p${below(20)}`, env: below(2) === 0 ? 'prod' : 'test' } }
        : {}),
    }
    const account = `account-${model % 5}`
    const attempt: AttemptRow = {
      kind: 'attempt',
      record: {
        id: `${id}.1`,
        callId: id,
        number: 1,
        account,
        provider: account,
        model: `model-${model}`,
        capability: 'chat',
        payer: 'operator',
        startedAt: at,
        settledAt: at + 900,
        status,
        usage: {
          meters: {
            input: { certainty: 'known', quantity: below(4000) },
            output: { certainty: 'known', quantity: below(800) },
          },
        },
        ...cost,
      },
      call: facts,
      prices: ['input', 'output'].map(meter => ({
        meter,
        nanoUsd: '250',
        per: 1,
        source: 'https://vendor.example/prices',
        asOf: '2026-09-01',
      })),
      ...(status === 'failed' ? { atMostNanoUsd: '5000000' } : {}),
    }
    const call: CallRow = {
      kind: 'call',
      record: {
        id,
        capability: 'chat',
        mode: 'unary',
        ...facts,
        generation: 1,
        admittedAt: at,
        deadline: at + 600_000,
        closedAt: at + 901,
        status,
        attempts: 1,
        ...cost,
      },
    }
    return `${JSON.stringify(attempt)}\n${JSON.stringify(call)}`
  }

  return count => Array.from({ length: count }, next).join('\n')
}
