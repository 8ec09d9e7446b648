import type { AttemptRow, CallRow, RepricingRow } from '@lucid-gateway/core'

/** Noon of a day, in UTC. */
export const noon = Date.UTC(2026, 9, 5, 12)
export const aDay = 24 * 60 * 60 * 1000

type CallChanges = Partial<CallRow['record']>

export function callRow(organisation: string, id: string, changes: CallChanges = {}): CallRow {
  return {
    kind: 'call',
    record: {
      id,
      capability: 'chat',
      asked: 'chat.default',
      channel: 'stable',
      mode: 'unary',
      principal: { organisation, team: 'red', key: 'k1' },
      generation: 1,
      admittedAt: noon,
      deadline: noon + 60_000,
      closedAt: noon + 500,
      status: 'finished',
      attempts: 1,
      costNanoUsd: '1500',
      ...changes,
    },
  }
}

interface AttemptChanges {
  readonly record?: Partial<AttemptRow['record']>
  readonly call?: Partial<AttemptRow['call']>
  readonly row?: Pick<AttemptRow, 'prices' | 'atMostNanoUsd'>
}

export function attemptRow(
  organisation: string,
  callId: string,
  number = 1,
  { record, call, row }: AttemptChanges = {},
): AttemptRow {
  return {
    kind: 'attempt',
    record: {
      id: `${callId}.${number}`,
      callId,
      number,
      account: 'acme',
      provider: 'acme',
      model: 'swift',
      capability: 'chat',
      payer: 'operator',
      startedAt: noon,
      committedAt: noon + 100,
      settledAt: noon + 500,
      status: 'finished',
      usage: {
        meters: {
          input: { certainty: 'known', quantity: 10 },
          output: { certainty: 'estimated', quantity: 5 },
        },
      },
      costNanoUsd: '1500',
      ...record,
    },
    call: {
      asked: 'chat.default',
      channel: 'stable',
      principal: { organisation, team: 'red', key: 'k1' },
      ...call,
    },
    ...row,
  }
}

/** One that was cut off: nobody knows what it cost. */
export function unknownRow(organisation: string, callId: string, atMostNanoUsd = '9000'): AttemptRow {
  const { costNanoUsd: _, ...record } = attemptRow(organisation, callId, 1, {
    record: {
      status: 'failed',
      usage: { meters: { input: { certainty: 'unknown', atMost: 10 } } },
    },
  }).record
  return { ...attemptRow(organisation, callId), record, atMostNanoUsd }
}

export function repricingRow(attemptId: string, number: number, costNanoUsd: string): RepricingRow {
  return {
    kind: 'repricing',
    id: `${attemptId}.r${number}`,
    attemptId,
    at: noon + number * 1000,
    prices: [{ meter: 'input', nanoUsd: costNanoUsd, per: 10, source: 'by hand', asOf: '2026-10-05' }],
    costNanoUsd,
    reason: 'the price was not known',
  }
}
