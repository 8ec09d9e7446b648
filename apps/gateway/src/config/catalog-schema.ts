import { z } from 'zod'
import { defaults } from './default-settings.ts'
import { dollarsOrNone } from './dollars.ts'

const word = z.string().min(1)
const day = z.iso.date({ error: 'must be a day, such as "2026-11-29"' })
const count = z.int().positive()

const price = z.strictObject({
  meter: word,
  usd: dollarsOrNone,
  per: z.number().min(0.000001),
})

const model = z.strictObject({
  asOf: day.exactOptional(),
  source: word.exactOptional(),
  name: word.exactOptional(),
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
  prices: z
    .array(price)
    .refine(
      list => new Set(list.map(({ meter }) => meter)).size === list.length,
      'has two prices for one meter',
    )
    .exactOptional(),
  shutdown: z.strictObject({ on: day, successor: word.exactOptional() }).exactOptional(),
})

const ref = z.string().regex(/^[^/]+\/.+$/, 'must be <account or provider>/<model>')

export const unknownPrice = z.enum(['block', 'alert', 'allow'])

/** What is known of models beside what their plugins say. */
export const catalogSettings = z.strictObject({
  file: z.string().min(1).exactOptional().meta({
    description:
      'A file of your own with models, prices and shutdown dates, by its path from the config: newer than the release, and read again with each reload.',
    applies: 'reload',
  }),
  models: z.record(ref, model).exactOptional().meta({
    description: 'The same here, by `account/model` or `provider/model`; it outranks the file. See below.',
    applies: 'reload',
  }),
  unknownPrice: unknownPrice.default(defaults.catalog.unknownPrice).meta({
    description:
      'What becomes of calls to models whose price is not known: `block` refuses them, `alert` tells of each model once in the log and marks the rows of the ledger, `allow` lets them through. An account may say otherwise.',
    applies: 'reload',
  }),
  staleDays: count.default(defaults.catalog.staleDays).meta({
    description: 'After how many days `lucid doctor` calls a price old.',
    applies: 'reload',
  }),
})
