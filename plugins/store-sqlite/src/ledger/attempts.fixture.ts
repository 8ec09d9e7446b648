import type { AttemptRow } from '@lucid-gateway/core'
import fc from 'fast-check'

const start = Date.UTC(2026, 8, 20)
const days = 80
/** Days and parts of days, over some months. */
export const time = fc
  .tuple(
    fc.integer({ min: 0, max: days }),
    fc.constantFrom(0, 1, 3_600_000, 43_200_000, 82_800_000, 86_399_999),
  )
  .map(([day, inDay]) => start + day * 86_400_000 + inDay)
export const some = (...names: string[]) => fc.constantFrom(...names)
export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

/** An attempt, but for its id. */
export const attempt = fc
  .record({
    at: time,
    team: maybe(some('a', 'b')),
    key: some('k1', 'k2'),
    model: some('m1', 'm2'),
    subject: maybe(some('s1', 's2', '')),
    tags: maybe(fc.dictionary(some('app', 'env'), some('x', 'y'), { maxKeys: 2 })),
    number: fc.constantFrom(1, 2),
    status: fc.constantFrom('finished' as const, 'failed' as const),
    cost: maybe(fc.nat(1000)),
    used: fc.constantFrom(0, 0.1, 7),
  })
  .map(({ at, team, key, model, subject, tags, number, status, cost, used }) => (id: string): AttemptRow => ({
    kind: 'attempt',
    record: {
      id,
      callId: id,
      number,
      account: model === 'm1' ? 'one' : 'two',
      provider: 'acme',
      model,
      capability: 'chat',
      payer: 'operator',
      startedAt: at,
      status,
      usage: { meters: { input: { certainty: 'known', quantity: used }, output: { certainty: 'unknown' } } },
      ...(cost === undefined ? {} : { costNanoUsd: String(cost) }),
    },
    call: {
      asked: 'x',
      channel: 'stable',
      principal: { organisation: 'o', key, ...(team === undefined ? {} : { team }) },
      ...(subject === undefined ? {} : { subject }),
      ...(tags === undefined ? {} : { tags }),
    },
    ...(used === 7 ? {} : { atMostNanoUsd: '5' }),
  }))
