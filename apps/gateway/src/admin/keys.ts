import { LucidError } from '@lucid-gateway/core'
import type { AppKey } from '../access/app-key.ts'
import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'
import type { Facts, KeyRow, KeyScopes } from '../keys/rows.ts'
import type { Entry } from '../keys/table.ts'
import { boundsOf, changedBounds } from '../keys/bounds.ts'
import { maySeeOf } from './admin.ts'
import { adminOf, change, idOf, notMadeHere, teamFor, unknown } from './admin-exchange.ts'
import type { BodyOf } from './bodies.ts'
import { expiryOf } from './expiry.ts'
import { configKeyFacts, configKeyId, keyFacts } from './facts.ts'
import { pageOf, pageQuery } from './page.ts'
import { requireBounds } from './require-bounds.ts'
import { readAdminBody } from './read-admin-body.ts'

/** The keys that there are for the admin; those of the config stand first. */
export async function listKeys(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const { keys, clock } = exchange.host.tenants
  const query = pageQuery(exchange, admin)
  const page = await pageOf(
    query,
    asked => keys.page(asked),
    ({ id, value }) => keyFacts(id, value, clock.now()),
  )
  const configured = query.after === undefined && admin.team === null ? exchange.generation.keys : []
  sendJson(exchange, 200, {
    ...page,
    data: [...configured.map(key => configFacts(exchange, key)), ...page.data],
  })
}

export async function showKey(exchange: Exchange): Promise<void> {
  const { clock } = exchange.host.tenants
  const configured = configuredKey(exchange)
  if (configured) return sendJson(exchange, 200, configFacts(exchange, configured))
  const { id, value } = await keyOf(exchange)
  sendJson(exchange, 200, keyFacts(id, value, clock.now()))
}

export async function createKey(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const { tenants } = exchange.host
  const body = await readAdminBody(exchange, 'new-key')
  const now = tenants.clock.now()
  const made = tenants.keys.draft({
    name: body.name,
    team: await teamFor(admin, body.team, tenants),
    scopes: scopesOf(body),
    expiresAt: expiryOf(body.expires_at, now),
    createdBy: admin.id,
    bounds: boundsOf(body),
  })
  await requireBounds(exchange, made.row, body)
  const facts = keyFacts(made.id, made.row, now)
  await change(exchange, { action: 'key.create', object: made.id, team: made.row.team, after: facts }, () =>
    tenants.keys.keep(made),
  )
  if (exchange.generation.keys.length === 0 && !tenants.stored.any)
    exchange.host.log.info('the first key was made: from now on, calls from this machine need one too')
  tenants.stored.changed(made.id)
  tenants.storedRules.changed()
  sendJson(exchange, 201, { ...facts, key: made.key })
}

/** Other limits and budgets for a key, from the next call on. */
export async function changeKey(exchange: Exchange): Promise<void> {
  const entry = await changeableKey(exchange)
  const { keys, storedRules, clock } = exchange.host.tenants
  const body = await readAdminBody(exchange, 'key-change')
  const row = changedBounds(entry.value, body)
  await requireBounds(exchange, row, body)
  const facts = keyFacts(entry.id, row, clock.now())
  await change(exchange, { action: 'key.change', ...beforeOf(entry, clock.now()), after: facts }, () =>
    keys.change(entry, row),
  )
  storedRules.changed()
  sendJson(exchange, 200, facts)
}

/** Another secret for the same key; the one before is good beside it for a while. */
export async function rotateKey(exchange: Exchange): Promise<void> {
  const entry = await changeableKey(exchange)
  const { keys, stored, clock } = exchange.host.tenants
  const { overlap_seconds: overlap } = await readAdminBody(exchange, 'rotation')
  const made = keys.rotation(entry, overlap * 1000)
  const facts = keyFacts(made.id, made.row, clock.now())
  await change(exchange, { action: 'key.rotate', ...beforeOf(entry, clock.now()), after: facts }, () =>
    keys.rotate(entry, made),
  )
  stored.changed(entry.id)
  sendJson(exchange, 200, { ...facts, key: made.key })
}

export async function revokeKey(exchange: Exchange): Promise<void> {
  const entry = await changeableKey(exchange)
  const { keys, stored, clock } = exchange.host.tenants
  const row = keys.revocation(entry)
  const facts = keyFacts(entry.id, row, clock.now())
  await change(exchange, { action: 'key.revoke', ...beforeOf(entry, clock.now()), after: facts }, () =>
    keys.revoke(entry, row),
  )
  stored.changed(entry.id)
  sendJson(exchange, 200, facts)
}

function beforeOf({ id, value }: Entry<KeyRow>, now: number) {
  return { object: id, team: value.team, before: keyFacts(id, value, now) }
}

async function keyOf(exchange: Exchange): Promise<Entry<KeyRow>> {
  const id = idOf(exchange)
  const found = await exchange.host.tenants.keys.get(id)
  if (!found || !maySeeOf(adminOf(exchange), found.value.team)) throw unknown('key', id)
  return found
}

async function changeableKey(exchange: Exchange): Promise<Entry<KeyRow>> {
  if (configuredKey(exchange)) throw notMadeHere('key', 'config')
  const found = await keyOf(exchange)
  if (found.value.revokedAt !== null) throw isRevoked(found.value.name)
  return found
}

function isRevoked(name: string): LucidError {
  return new LucidError('conflict', `The key "${name}" is revoked, and that is for good.`, {
    reason: 'key_revoked',
    hint: 'Make another key.',
  })
}

function configFacts({ generation }: Exchange, key: AppKey): Facts {
  return configKeyFacts(
    key,
    generation.settings.keys?.find(({ name }) => name === key.name),
  )
}

function configuredKey(exchange: Exchange): AppKey | undefined {
  const id = idOf(exchange)
  if (adminOf(exchange).team !== null) return undefined
  return exchange.generation.keys.find(({ name }) => configKeyId(name) === id)
}

function scopesOf(body: BodyOf<'new-key'>): KeyScopes {
  const { name: _, team: __, expires_at: ___, limits: ____, budgets: _____, ...scopes } = body
  return scopes
}
