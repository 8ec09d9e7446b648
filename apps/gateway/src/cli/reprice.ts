import { LucidError, silentLog } from '@lucid-gateway/core'
import { createRuntime } from '@lucid-gateway/runtime'
import { readSqlite } from '@lucid-gateway/store-sqlite'
import { repriceParts } from '../admin/reprice.ts'
import { applyRepricing, planRepricing, type RepriceWish } from '../ledger/reprice.ts'
import { type RepriceFacts, repriceFacts } from '../ledger/reprice-facts.ts'
import { databaseFile, openData } from '../start/open-data.ts'
import { parse, place, UsageError } from './arguments.ts'
import { adminClient } from './admin-api/admin-client.ts'
import { prepare } from './prepare.ts'
import { columns, print } from './print.ts'
import { totalOf } from './reprice-total.ts'

const options = {
  ...place,
  from: { type: 'string' },
  to: { type: 'string' },
  account: { type: 'string' },
  model: { type: 'string' },
  only: { type: 'string' },
  'dry-run': { type: 'boolean' },
  offline: { type: 'boolean' },
  url: { type: 'string' },
  'admin-key-file': { type: 'string' },
  json: { type: 'boolean' },
} as const

/** What is asked of `/admin/v1/ledger/reprice`. */
interface Asked {
  readonly from?: string
  readonly to?: string
  readonly account?: string
  readonly model?: string
  readonly only?: 'unknown' | 'wrong'
  readonly dry_run: boolean
}

type Ask = (asked: Asked & { readonly after?: string }) => Promise<RepriceFacts>

/** By the gateway that runs, since one process has the data; by this one where it is said that none does. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, options)
  if (positionals[0] !== undefined) throw new UsageError(`"${positionals[0]}" was not expected.`)
  const asked = askedOf(values)
  if (!values.offline) {
    const client = await adminClient(values)
    const ask: Ask = body =>
      client('POST', '/ledger/reprice', body).catch(orOffline) as unknown as Promise<RepriceFacts>
    return tell(await inParts(asked, ask), values.json === true)
  }
  const here = await offline(values)
  try {
    return tell(await inParts(asked, here.ask), values.json === true)
  } finally {
    await here.close()
  }
}

function orOffline(error: unknown): never {
  if (!LucidError.is(error) || error.reason !== 'no_gateway') throw error
  throw new LucidError('network', error.message, {
    reason: 'no_gateway',
    hint: `${error.hint ?? ''} Where none runs, --offline does it to the data of this folder.`,
    cause: error,
  })
}

function askedOf(values: {
  readonly from?: string
  readonly to?: string
  readonly account?: string
  readonly model?: string
  readonly only?: string
  readonly 'dry-run'?: boolean
}): Asked {
  const { from, to, account, model, only } = values
  if (only !== undefined && only !== 'unknown' && only !== 'wrong')
    throw new UsageError('--only takes unknown or wrong.')
  return {
    ...(from === undefined ? {} : { from: timeOf(from, '--from') }),
    ...(to === undefined ? {} : { to: timeOf(to, '--to') }),
    ...(account === undefined ? {} : { account }),
    ...(model === undefined ? {} : { model }),
    ...(only === undefined ? {} : { only }),
    dry_run: values['dry-run'] === true,
  }
}

function timeOf(text: string, option: string): string {
  const time = Date.parse(text)
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  throw new UsageError(`${option} is "${text}", which is no day (2026-11-29) and no time (ISO 8601).`)
}

async function inParts(asked: Asked, ask: Ask): Promise<readonly RepriceFacts[]> {
  const parts: RepriceFacts[] = []
  let after: string | null = null
  do {
    const facts: RepriceFacts = await ask({ ...asked, ...(after === null ? {} : { after }) })
    parts.push(facts)
    after = facts.next
  } while (after !== null)
  return parts
}

/** The data of this folder, which no gateway may be using. */
async function offline(values: {
  readonly config?: string
  readonly plugin?: readonly string[]
}): Promise<{ readonly ask: Ask; close(): Promise<void> }> {
  const { configured, runtimeOptions, cwd } = await prepare(values)
  const { store } = configured.settings
  if (store !== false && store?.plugin === undefined) readSqlite(databaseFile(configured, cwd)).close()
  const data = await openData(configured, cwd, silentLog)
  const { ledger, store: rows } = data.ports
  if (!ledger || !rows) {
    await data.close()
    throw noLedger()
  }
  const runtime = await createRuntime(runtimeOptions).catch(async (error: unknown) => {
    await data.close()
    throw error
  })
  const parts = repriceParts({
    card: (account, model) => runtime.card(account, model),
    ports: { ledger, store: rows, clock: runtime.ports.clock },
  })
  return {
    async ask({ dry_run: isDry, from, to, ...wish }) {
      const plan = await planRepricing(parts, {
        ...wish,
        ...(from === undefined ? {} : { from: Date.parse(from) }),
        ...(to === undefined ? {} : { to: Date.parse(to) }),
      } satisfies RepriceWish)
      if (!isDry) await applyRepricing(parts, plan)
      return repriceFacts(plan, isDry)
    },
    async close() {
      await runtime.close({ graceMs: 0 })
      await data.close()
    },
  }
}

function noLedger(): LucidError {
  return new LucidError('conflict', 'The gateway of this config keeps no ledger.', {
    reason: 'no_ledger',
    hint: 'Take `ledger.on: false` and `store: false` out of its config.',
  })
}

function tell(parts: readonly RepriceFacts[], isJson: boolean): number {
  const total = totalOf(parts)
  print(isJson ? JSON.stringify(total, null, 2) : textOf(total))
  return 0
}

function textOf(facts: Omit<RepriceFacts, 'next'>): string {
  const { dry_run: isDry, examined, repriced, were_unknown, were_wrong, models } = facts
  const done = isDry ? 'would be priced anew' : 'were priced anew'
  const lines = [
    `${repriced} of ${examined} attempts ${done}: ${were_unknown} of unknown cost, ${were_wrong} of another. ${facts.cost_before_usd} USD before, ${facts.cost_after_usd} after.`,
  ]
  if (models.length > 0)
    lines.push(
      columns([
        ['MODEL', 'ATTEMPTS', 'BEFORE, USD', 'AFTER, USD'],
        ...models.map(each => [each.model, String(each.repriced), each.cost_before_usd, each.cost_after_usd]),
      ]),
    )
  if (facts.usage_unknown > 0)
    lines.push(`${facts.usage_unknown} stay of unknown cost: what they used is not known.`)
  const unpriced = Object.entries(facts.price_unknown)
  if (unpriced.length > 0)
    lines.push(
      `Of unknown cost for want of a price: ${unpriced.map(([model, count]) => `${model} (${count})`).join(', ')}. Say what they cost under catalog.models.`,
    )
  return lines.join('\n')
}
