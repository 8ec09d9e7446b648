import { UsageError } from '../arguments.ts'
import type { Values } from './action.ts'

/** How limits and budgets are said of keys and teams. */
export const boundOptions = {
  limit: { type: 'string', multiple: true },
  budget: { type: 'string', multiple: true },
} as const

/** The same where there may be some already. */
export const boundChanges = {
  ...boundOptions,
  'no-limits': { type: 'boolean' },
  'no-budgets': { type: 'boolean' },
} as const

export interface SaidBounds {
  readonly limits?: object | null
  readonly budgets?: readonly object[] | null
}

export function boundsIn(values: Values): SaidBounds {
  const [limits, budgets] = [allOf(values, 'limit'), allOf(values, 'budget')]
  for (const what of ['limit', 'budget'])
    if (values[`no-${what}s`] && allOf(values, what).length > 0)
      throw new UsageError(`--no-${what}s and --${what} exclude each other.`)
  return {
    ...(values['no-limits'] ? { limits: null } : {}),
    ...(limits.length > 0 ? { limits: Object.assign({}, ...limits.map(limitIn)) as object } : {}),
    ...(values['no-budgets'] ? { budgets: null } : {}),
    ...(budgets.length > 0 ? { budgets: budgets.map(budgetIn) } : {}),
  }
}

function allOf(values: Values, name: string): readonly string[] {
  const value = values[name]
  if (!Array.isArray(value)) return []
  return value.filter(one => typeof one === 'string')
}

const measures = ['requests', 'tokens', 'images', 'concurrency', 'burst']
const spans = ['second', 'minute', 'hour', 'day']

/** `requests=600/minute`, or several: `requests=600,tokens=500000,per=minute`. */
export function limitIn(text: string): object {
  const limit: Record<string, string | number> = {}
  for (const part of text.split(',')) {
    const [, name = '', value = '', per] = /^([a-z]+)=(\w+)(?:\/(\w+))?$/i.exec(part.trim()) ?? []
    if (measures.includes(name) && /^\d{1,15}$/.test(value)) limit[name] = Number(value)
    else if (name === 'per' && per === undefined) limit['per'] = value
    else throw badLimit(text, name === '' || measures.includes(name) ? '' : oneOf(name, [...measures, 'per']))
    if (per !== undefined) limit['per'] = per
  }
  const { per } = limit
  if (per !== undefined && !spans.includes(String(per))) throw badLimit(text, oneOf(String(per), spans))
  return limit
}

function oneOf(said: string, known: readonly string[]): string {
  return ` "${said}" is none of ${known.join(', ')}.`
}

function badLimit(text: string, why: string): UsageError {
  return new UsageError(
    `--limit is "${text}".${why} Say requests=600/minute, or several: requests=600,tokens=500000,per=minute.`,
  )
}

/** `25/day`, and what else there is to say: `25/day,reserve=expected,outputTokens=4000`. */
export function budgetIn(text: string): object {
  const [amount = '', ...more] = text.split(',').map(part => part.trim())
  const [, usd, per] = /^\$?(\d{1,9}(?:\.\d{1,9})?)\/(\w+)$/.exec(amount) ?? []
  if (usd === undefined || per === undefined) throw badBudget(text)
  if (!times.includes(per)) throw badBudget(text, oneOf(per, times))
  const budget: Record<string, string | number> = { usd, per }
  for (const part of more) {
    const [, name, value = ''] = /^(reserve|outputTokens)=(\w+)$/.exec(part) ?? []
    if (name === 'reserve') budget['reserve'] = value
    else if (name !== undefined && /^\d{1,9}$/.test(value)) budget[name] = Number(value)
    else throw badBudget(text)
  }
  return budget
}

const times = ['day', 'month', 'total']

function badBudget(text: string, why = ''): UsageError {
  return new UsageError(
    `--budget is "${text}".${why} Say dollars and a time (day, month, total): 25/day, or 0.5/month,reserve=expected.`,
  )
}
