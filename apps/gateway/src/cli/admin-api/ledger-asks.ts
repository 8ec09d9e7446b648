import { type AdminClient, adminClient } from './admin-client.ts'
import { secondsOf } from './duration.ts'
import { UsageError } from '../arguments.ts'

const filters = ['team', 'key', 'subject', 'capability', 'account', 'provider', 'model', 'payer'] as const

/** Whose calls, and of when. */
export const whose = {
  ...(Object.fromEntries(filters.map(name => [name, { type: 'string' }])) as Readonly<
    Record<(typeof filters)[number], { readonly type: 'string' }>
  >),
  from: { type: 'string' },
  to: { type: 'string' },
  tag: { type: 'string', multiple: true },
} as const

type Said = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

/** The same as the query of a path. */
export function queryOf(said: Said): URLSearchParams {
  const query = new URLSearchParams()
  for (const name of filters) {
    const value = said[name]
    if (typeof value === 'string') query.set(name, value)
  }
  for (const name of ['from', 'to']) {
    const value = said[name]
    if (typeof value === 'string') query.set(name, timeIn(value, name))
  }
  for (const tag of Array.isArray(said['tag']) ? said['tag'] : []) {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(String(tag)) ?? []
    if (name === undefined || value === undefined)
      throw new UsageError('--tag must be a label such as project=atlas.')
    query.set(`tag:${name}`, value)
  }
  return query
}

/** A day, a time, or how long ago: `2026-11-29`, `7d`. */
function timeIn(text: string, option: string): string {
  if (/^\d+[smhd]$/.test(text)) return new Date(Date.now() - secondsOf(text, option) * 1000).toISOString()
  if (/^\d{4}-/.test(text) && !Number.isNaN(Date.parse(text))) return text
  throw new UsageError(
    `--${option} is "${text}", which is no day (2026-11-29), no time (ISO 8601), and no while ago (7d).`,
  )
}

/** Connects no sooner than the command line is known to be right. */
export function connect(said: Said): Promise<AdminClient> {
  return adminClient(said as { readonly url?: string; readonly 'admin-key-file'?: string })
}

/** How many rows are to be shown. */
export function countIn(text: string, option: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw new UsageError(`--${option} must be a number from 1 on.`)
}
