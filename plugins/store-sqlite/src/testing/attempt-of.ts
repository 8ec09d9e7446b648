import type { AttemptRow } from '@lucid-gateway/core'

/** An attempt of that number with that cost, in nano-dollars. */
export function attemptOf(number: number, cost: bigint, of: Partial<AttemptRow['record']> = {}): AttemptRow {
  return {
    kind: 'attempt',
    record: {
      id: `call-${number}.1`,
      callId: `call-${number}`,
      number: 1,
      account: 'acme',
      provider: 'acme',
      model: 'm',
      capability: 'chat',
      payer: 'operator',
      startedAt: Date.UTC(2026, 9, 1),
      status: 'finished',
      usage: { meters: { second: { certainty: 'known', quantity: 0.1 } } },
      costNanoUsd: cost.toString(),
      ...of,
    },
    call: { asked: 'x', channel: 'stable', principal: { organisation: 'o', team: `t${number % 4}` } },
  }
}
