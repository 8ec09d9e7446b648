import { z } from 'zod'
import type { CatalogFile } from './entry.ts'

const text = z.string().min(1).max(512)
const word = z.string().min(1).max(256)
const day = z.iso.date({ error: 'must be a day, such as "2026-11-29"' })
const count = z.int().positive()

const price = z
  .strictObject({
    meter: word,
    nanoUsd: z.int().min(0).exactOptional(),
    usd: z
      .union(
        [z.literal(0), z.number().min(1e-9).max(999_999_999), z.string().regex(/^\d{1,9}(\.\d{1,9})?$/)],
        { error: 'must be dollars: 25, or "0.50"' },
      )
      .exactOptional(),
    per: z.number().min(0.000001),
  })
  .refine(({ nanoUsd, usd }) => (nanoUsd === undefined) !== (usd === undefined), {
    error: 'must have either nanoUsd or usd',
  })

const prices = z
  .array(price)
  .refine(
    list => new Set(list.map(({ meter }) => meter)).size === list.length,
    'has two prices for one meter',
  )

const entry = z.strictObject({
  provider: word,
  id: word,
  asOf: day,
  source: text,
  name: text.exactOptional(),
  capabilities: z.array(word).min(1).exactOptional(),
  aliases: z.array(word).exactOptional(),
  abilities: z.array(word).exactOptional(),
  limits: z
    .strictObject({
      contextTokens: count.exactOptional(),
      outputTokens: count.exactOptional(),
      batch: count.exactOptional(),
      dimensions: count.exactOptional(),
    })
    .exactOptional(),
  priced: z.strictObject({ source: text.exactOptional(), asOf: day.exactOptional() }).exactOptional(),
  prices: prices.exactOptional(),
  shutdown: z.strictObject({ on: day, successor: word.exactOptional() }).exactOptional(),
})

/** What a file of a catalog may hold. Strict: a word that is misspelt would be a price that does not count. */
export const catalogSchema: z.ZodType<CatalogFile> = z.strictObject({
  format: z.literal(1, { error: 'must be 1, the only format that there is' }),
  models: z.array(entry),
})

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  number: 'a number',
  int: 'a whole number',
}

/** What is wrong, where the schema has no words of its own for it. */
export function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys')
    return `${issue.keys.map(key => `"${key}"`).join(', ')} ${issue.keys.length > 1 ? 'are' : 'is'} not known`
  if (issue.code !== 'invalid_type') return undefined
  return issue.input === undefined ? 'is missing' : `must be ${nouns[issue.expected] ?? issue.expected}`
}
