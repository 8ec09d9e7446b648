import { fromUnknown, image } from '@lucid-gateway/core'
import type { AccountState } from '@lucid-gateway/runtime'
import { mayHearOf, maySee } from '../../access/scope.ts'
import type { Exchange } from '../../http/exchange.ts'
import { queryOf } from '../../http/query.ts'
import { sendJson } from '../../http/respond.ts'
import { invalidField } from '../../wording/invalid-field.ts'
import { toldOf } from '../lucid/lucid-dialect.ts'

/** Which accounts make pictures, and what keeps the others. No vendor is asked unless the query says `probe=true`. */
export async function imageProviders(exchange: Exchange): Promise<void> {
  const { caller, host } = exchange
  const probes = isProbe(queryOf(exchange.request).get('probe'))
  const accounts = host.runtime
    .accounts()
    .filter(({ capabilities, off }) => offers(capabilities, off))
    .filter(account => isTheirs(exchange, account))
  const mayCall = caller.key?.capabilities?.includes(image.id) ?? true
  const providers = await Promise.all(
    (mayCall ? accounts : []).map(account => stateOf(exchange, account, probes)),
  )
  const usable = providers.filter(({ usable }) => usable).length
  sendJson(exchange, 200, { status: statusOf(usable, providers.length), providers })
}

function isProbe(said: string | null): boolean {
  if (said === null || said === 'false' || said === '0') return false
  if (said === 'true' || said === '1') return true
  throw invalidField('probe', 'must be true or false', 'Ask with ?probe=true, or leave it out.')
}

function offers(capabilities: readonly string[], off: AccountState['off'] = []): boolean {
  return capabilities.includes(image.id) || off.some(({ capability }) => capability === image.id)
}

/** A limited key hears of what it may use alone. */
function isTheirs({ caller: { key }, host }: Exchange, { name }: AccountState): boolean {
  return (
    mayHearOf(key, name) || host.runtime.models().some(entry => entry.account === name && maySee(key, entry))
  )
}

interface ProviderHealth {
  readonly id: string
  readonly provider: string
  readonly usable: boolean
  /** One word. */
  readonly why: string | null
  readonly hint?: string
  readonly restingUntil?: string
  readonly models: readonly string[]
  readonly probe?: object
}

async function stateOf(exchange: Exchange, account: AccountState, probes: boolean): Promise<ProviderHealth> {
  const { name, provider } = account
  const { caller, host } = exchange
  const fault = faultOf(account)
  const probe = probes && fault?.why !== 'missing_credentials' ? await probed(exchange, name) : undefined
  const models = host.runtime
    .models()
    .filter(entry => entry.account === name && entry.card.capabilities.includes(image.id))
    .filter(entry => maySee(caller.key, entry))
  return {
    id: name,
    provider,
    usable: fault === undefined && probe?.ok !== false,
    why: fault?.why ?? (probe?.ok === false ? 'probe_failed' : null),
    ...fault?.facts,
    models: models.map(({ card }) => card.id),
    ...(probe ? { probe } : {}),
  }
}

interface Fault {
  readonly why: string
  readonly facts?: { readonly hint?: string; readonly restingUntil?: string }
}

function faultOf({ usable, missing, off = [], resting = [] }: AccountState): Fault | undefined {
  if (!usable) return { why: 'missing_credentials', facts: { hint: `Set ${missing.join(' and ')}.` } }
  const flag = off.find(({ capability }) => capability === image.id)
  if (flag) return { why: 'turned_off', facts: { hint: `${flag.by} turns it off.` } }
  const whole = resting.find(({ model }) => model === undefined)
  if (!whole) return undefined
  return { why: `resting_${whole.why}`, facts: { restingUntil: new Date(whole.until).toISOString() } }
}

interface Probe {
  /** Null where its plugin can't ask. */
  readonly ok: boolean | null
  readonly latencyMs: number
  readonly error?: object
}

const probeMs = 10_000

async function probed({ host, signal }: Exchange, account: string): Promise<Probe> {
  const begun = performance.now()
  const latency = (): number => Math.round(performance.now() - begun)
  try {
    const asked = await host.runtime.probe({ account, timeoutMs: probeMs, signal })
    return { ok: asked ? true : null, latencyMs: latency() }
  } catch (thrown) {
    const error = fromUnknown(thrown)
    const { message } = toldOf(error)
    return { ok: false, latencyMs: latency(), error: { code: error.code, message: host.scrub(message) } }
  }
}

function statusOf(usable: number, all: number): 'ok' | 'degraded' | 'down' {
  if (usable === 0) return 'down'
  return usable < all ? 'degraded' : 'ok'
}
