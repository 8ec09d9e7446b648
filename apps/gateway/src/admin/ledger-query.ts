import { type AttemptFilter, LucidError, type UsageDimension } from '@lucid-gateway/core'
import type { Exchange } from '../http/exchange.ts'
import { queryOf } from '../http/query.ts'
import { keepsLedger } from '../config/keeps-ledger.ts'
import { invalidField } from '../wording/invalid-field.ts'
import { adminOf, unknown } from './admin-exchange.ts'

type Filter = { -readonly [K in keyof AttemptFilter]: AttemptFilter[K] }

const words = ['key', 'subject', 'capability', 'account', 'provider', 'model', 'payer'] as const

/** Whose calls are asked for, and of when, as far as the admin may see them. */
export function ledgerFilter(exchange: Exchange, beside: readonly string[]): AttemptFilter {
  if (!keepsLedger(exchange.generation.settings)) throw notKept()
  const asked = queryOf(exchange.request)
  const known = ['from', 'to', 'team', ...words, ...beside]
  for (const name of asked.keys())
    if (!known.includes(name) && !name.startsWith('tag:'))
      throw invalidField(name, 'is no parameter of this', `There are ${known.join(', ')} and tag:<name>.`)
  const admin = adminOf(exchange)
  const team = asked.get('team') ?? admin.team
  if (admin.team !== null && team !== admin.team) throw unknown('team', String(team))
  const filter: Filter = {}
  if (team !== null) filter.team = team
  for (const name of words) {
    const value = asked.get(name)
    if (value) Object.assign(filter, { [name]: value })
  }
  const tags = [...asked].filter(([name]) => name.startsWith('tag:'))
  if (tags.length > mostTags)
    throw invalidField('tag', `comes more than ${mostTags} times`, `A call has ${mostTags} labels at most.`)
  if (tags.length > 0)
    filter.tags = Object.fromEntries(tags.map(([name, value]) => [name.slice('tag:'.length), value]))
  for (const name of ['from', 'to'] as const) {
    const value = asked.get(name)
    if (value !== null) filter[name] = timeOf(name, value)
  }
  return filter
}

const mostTags = 16
/** Each makes the database, which has one thread, sort by one thing more. */
const mostDimensions = 10

const dimensions: readonly string[] =
  'day organisation team key subject capability account provider model payer'.split(' ')

/** What is added up by: the days unless said. */
export function dimensionsOf(exchange: Exchange): readonly UsageDimension[] {
  const said = queryOf(exchange.request).get('by') ?? 'day'
  const words = new Set(said.split(',').filter(word => word !== ''))
  for (const word of words)
    if (!dimensions.includes(word) && !/^tag:./.test(word))
      throw invalidField(
        'by',
        `names "${word}", which nothing is added up by`,
        `There are ${dimensions.join(', ')} and tag:<name>.`,
      )
  if (words.size > mostDimensions)
    throw invalidField('by', `names more than ${mostDimensions} things`, 'Ask several times, by fewer.')
  return [...words] as UsageDimension[]
}

export function notKept(): LucidError {
  return new LucidError('conflict', 'This gateway keeps no ledger.', {
    reason: 'no_ledger',
    hint: 'Take `ledger.on: false`, or `store: false`, out of its config, and start it again.',
  })
}

function timeOf(name: string, text: string): number {
  const time = Date.parse(text)
  if (!Number.isNaN(time)) return time
  throw invalidField(name, 'is no day and no time', 'Write 2026-11-29, or 2026-11-29T12:00:00Z.')
}
