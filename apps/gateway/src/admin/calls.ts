import type { CallRecord } from '@lucid-gateway/core'
import { usdText } from '../calls/cost.ts'
import type { Exchange } from '../http/exchange.ts'
import { queryOf } from '../http/query.ts'
import { sendJson } from '../http/respond.ts'
import { callsAtPresentCost } from '../ledger/present-cost.ts'
import { Repriced } from '../ledger/repriced.ts'
import { invalidField } from '../wording/invalid-field.ts'
import { ledgerFilter } from './ledger-query.ts'

const usual = 50
const most = 500
const states = ['finished', 'failed', 'cancelled'] as const

/** The calls that have ended, the latest first; nothing of what was said in them. */
export async function listCalls(exchange: Exchange): Promise<void> {
  const asked = queryOf(exchange.request)
  const filter = ledgerFilter(exchange, ['limit', 'after', 'status'])
  const limit = Number(asked.get('limit') ?? usual)
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw invalidField('limit', `must be a number from 1 to ${most}`, `Leave it out for ${usual}.`)
  const status = states.find(state => state === asked.get('status'))
  if (asked.has('status') && !status)
    throw invalidField('status', 'is none that a call can have', `There are ${states.join(', ')}.`)
  const after = asked.get('after')
  const { ledger, store } = exchange.host.runtime.ports
  const { rows, next } = await ledger.calls({
    ...filter,
    limit,
    ...(after ? { after } : {}),
    ...(status ? { status } : {}),
  })
  const records = await callsAtPresentCost(
    rows.map(({ record }) => record),
    ledger,
    new Repriced(store),
  )
  sendJson(exchange, 200, { data: records.map(callFacts), next: next ?? null })
}

function callFacts(record: CallRecord): object {
  const { id, capability, asked, channel, mode, principal, subject, tags, admittedAt, closedAt } = record
  const { status, error, attempts, costNanoUsd } = record
  return {
    request_id: id,
    capability,
    asked,
    channel,
    mode,
    key: principal.key ?? null,
    team: principal.team ?? null,
    subject: subject ?? null,
    tags: tags ?? {},
    status: status ?? null,
    error: error ? { code: error.code, reason: error.reason ?? null, billed: error.billed } : null,
    attempts: attempts ?? null,
    started_at: new Date(admittedAt).toISOString(),
    ended_at: closedAt === undefined ? null : new Date(closedAt).toISOString(),
    cost_usd: costNanoUsd === undefined ? null : usdText(costNanoUsd),
  }
}
