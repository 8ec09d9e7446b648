import { expect, it } from 'vitest'
import { readCatalog } from './read-catalog.ts'

const one = { provider: 'acme', id: 'swift', asOf: '2026-11-29', source: 'a page' }
const reading = (...models: readonly object[]) => readCatalog(JSON.stringify({ format: 1, models }), 'p.json')

it('reads what is right', async () => {
  const prices = [
    { meter: 'input', nanoUsd: 250_000_000, per: 1_000_000 },
    { meter: 'output', usd: '2', per: 1_000_000 },
  ]
  const shutdown = { on: '2027-01-01', successor: 'swifter' }
  expect((await reading({ ...one, prices, shutdown })).models).toEqual([{ ...one, prices, shutdown }])
})

it.each([
  ['no JSON', '{', /p\.json: is no JSON/],
  ['nothing', 'null', /p\.json: /],
  ['another format', '{"format":2,"models":[]}', /format: must be 1/],
])('refuses %s', async (_what, text, said) => {
  await expect(readCatalog(text, 'p.json')).rejects.toThrow(said)
})

it.each([
  [
    'a price without an amount',
    { prices: [{ meter: 'input', per: 1 }] },
    /models\[0\]\.prices\[0\] \(swift\): must have either/,
  ],
  ['two amounts', { prices: [{ meter: 'input', usd: 1, nanoUsd: 1, per: 1 }] }, /either nanoUsd or usd/],
  ['a part of a nano-dollar', { prices: [{ meter: 'input', nanoUsd: 0.5, per: 1 }] }, /nanoUsd \(swift\)/],
  ['a negative price', { prices: [{ meter: 'input', usd: -1, per: 1 }] }, /usd \(swift\)/],
  ['a price per it is not said what', { prices: [{ meter: 'input', usd: 1 }] }, /per \(swift\)/],
  [
    'a price that would be rounded to nothing',
    { prices: [{ meter: 'input', usd: 1e-10, per: 1 }] },
    /usd \(swift\)/,
  ],
  ['more dollars than there are', { prices: [{ meter: 'input', usd: 1e21, per: 1 }] }, /usd \(swift\)/],
  ['per hardly anything', { prices: [{ meter: 'input', usd: 1, per: 1e-9 }] }, /per \(swift\)/],
  ['per nothing', { prices: [{ meter: 'input', usd: 1, per: 0 }] }, /per \(swift\)/],
  [
    'two prices for one meter',
    {
      prices: [
        { meter: 'input', usd: 1, per: 1 },
        { meter: 'input', usd: 2, per: 1 },
      ],
    },
    /two prices for one meter/,
  ],
  ['a misspelt field', { price: [] }, /models\[0\] \(swift\): "price" is not known/],
  ['no source', { source: undefined }, /source \(swift\): is missing/],
  ['prices that are no list', { prices: { input: 0.25 } }, /prices \(swift\): must be a list/],
  ['no day', { asOf: 'soon' }, /asOf \(swift\): must be a day/],
  ['a day that there is not', { asOf: '2026-02-30' }, /must be a day/],
])('refuses %s', async (_what, more, said) => {
  await expect(reading({ ...one, ...more })).rejects.toMatchObject({
    reason: 'bad_catalog',
    message: expect.stringMatching(said) as string,
    hint: expect.any(String) as string,
  })
})

it('refuses two entries of one model, and tells no more than ten faults', async () => {
  await expect(reading(one, one)).rejects.toThrow('says two things of acme/swift')
  const bad = Array.from({ length: 30 }, () => ({ ...one, asOf: 'x' }))
  await expect(reading(...bad)).rejects.toThrow(/and 20 more/)
})
