import { z } from 'zod'
import { dollars } from './dollars.ts'

const letters = /^[a-z0-9][a-z0-9_.-]*$/i
/** Names that the limits and budgets of keys and teams have which are made while it runs. */
const taken = /^(?:key_|team_)/

const name = z
  .string()
  .regex(letters, 'must be letters, digits, dots, dashes or underscores')
  .refine(text => !taken.test(text), 'must not begin with key_ or team_, as those of keys and teams do')

export function isRuleName(text: string): boolean {
  return text.length <= 64 && name.safeParse(text).success
}
const count = z.int().positive()

const measures = {
  requests: count.exactOptional(),
  tokens: count.exactOptional(),
  images: count.exactOptional(),
  concurrency: z.int().positive().max(100_000).exactOptional(),
  per: z.enum(['second', 'minute', 'hour', 'day']).exactOptional(),
  burst: count.exactOptional(),
}

function saysSomething(limit: { readonly [measure: string]: unknown }): boolean {
  return ['requests', 'tokens', 'images', 'concurrency'].some(measure => limit[measure] !== undefined)
}
const nothingSaid = 'must say how many requests, tokens, images or calls at a time (concurrency)'

/** A limit whose name stands elsewhere. */
const unnamedLimit = z.strictObject({
  by: z.enum(['organisation', 'team', 'key', 'subject', 'account', 'provider', 'model']),
  only: z.array(z.string().min(1)).exactOptional(),
  capabilities: z.array(z.string().min(1)).exactOptional(),
  ...measures,
})

const limit = z.strictObject({ name, ...unnamedLimit.shape }).refine(saysSomething, nothingSaid)

/** One that is made while it runs. */
export const madeLimit = unnamedLimit.refine(saysSomething, nothingSaid)

/** The limits of one key. */
export const keyLimits = z.strictObject(measures).refine(saysSomething, nothingSaid)

export const limitList = z.array(limit).refine(hasOwnNames, 'two of them have the same name')

const spending = {
  usd: dollars,
  per: z.enum(['day', 'month', 'total']),
  reserve: z.enum(['strict', 'expected']).exactOptional(),
  outputTokens: count.exactOptional(),
}

const unnamedBudget = z.strictObject({
  by: z.enum(['organisation', 'team', 'key', 'subject', 'tag']),
  tag: z.string().min(1).exactOptional(),
  only: z.array(z.string().min(1)).exactOptional(),
  ...spending,
})

function saysWhichTag({ by, tag }: { readonly by: string; readonly tag?: string }): boolean {
  return (by === 'tag') === (tag !== undefined)
}
const noTag = { error: 'a budget by tag says which tag, and no other does', path: ['tag'] }

const budget = z.strictObject({ name, ...unnamedBudget.shape }).refine(saysWhichTag, noTag)

/** One that is made while it runs. */
export const madeBudget = unnamedBudget.refine(saysWhichTag, noTag)

/** The budgets of one key: one a span of time. */
export const keyBudgets = z
  .array(z.strictObject(spending))
  .refine(
    list => new Set(list.map(({ per }) => per)).size === list.length,
    'two of them are for the same time',
  )

export const budgetList = z.array(budget).refine(hasOwnNames, 'two of them have the same name')

function hasOwnNames(list: readonly { readonly name: string }[]): boolean {
  return new Set(list.map(one => one.name)).size === list.length
}
