import { z } from 'zod'

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]*$/i, 'must be letters, digits, dots, dashes or underscores')
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

const limit = z
  .strictObject({
    name,
    by: z.enum(['organisation', 'team', 'key', 'subject', 'account', 'provider', 'model']),
    only: z.array(z.string().min(1)).exactOptional(),
    capabilities: z.array(z.string().min(1)).exactOptional(),
    ...measures,
  })
  .refine(saysSomething, nothingSaid)

/** The limits of one key. */
export const keyLimits = z.strictObject(measures).refine(saysSomething, nothingSaid)

export const limitList = z.array(limit).refine(hasOwnNames, 'two of them have the same name')

const spending = {
  usd: z.union([z.number().positive(), z.string().regex(/^\d{1,9}(\.\d{1,9})?$/)], {
    error: 'must be dollars: 25, or "0.50"',
  }),
  per: z.enum(['day', 'month', 'total']),
  reserve: z.enum(['strict', 'expected']).exactOptional(),
  outputTokens: count.exactOptional(),
}

const budget = z
  .strictObject({
    name,
    by: z.enum(['organisation', 'team', 'key', 'subject', 'tag']),
    tag: z.string().min(1).exactOptional(),
    only: z.array(z.string().min(1)).exactOptional(),
    ...spending,
  })
  .refine(({ by, tag }) => (by === 'tag') === (tag !== undefined), {
    error: 'a budget by tag says which tag, and no other does',
    path: ['tag'],
  })

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
