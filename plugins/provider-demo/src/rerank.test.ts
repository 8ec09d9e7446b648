import { rerank } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { rankDocuments } from './rerank.ts'
import { checked } from './testing/ask.ts'
import { attemptOn } from './testing/attempt.ts'

const ranked = async (request: object) => rankDocuments(await checked(rerank, request), attemptOn('rerank'))

const documents = [
  'Our cafeteria serves soup on Mondays.',
  'To recover your account, choose "forgot password" at the login page.',
  'The train to the airport leaves every ten minutes.',
  'Invoices are sent by email on the first of the month.',
]

it.each([
  ['How do I reset my password?', 1],
  ['When is lunch food served?', 0],
  ['How can I get to my flight?', 2],
  ['When will I get my bill?', 3],
])('"%s" is answered best by document %i', async (query, best) => {
  const { ranking } = await ranked({ query, documents })
  expect(ranking[0]?.index).toBe(best)
  expect(ranking[0]?.score).toBeGreaterThan((ranking[1]?.score ?? 1) + 0.05)
})

it('the best come first, with scores of 0 to 1, and only as many as were asked for', async () => {
  const { ranking, usage, metadata } = await ranked({
    query: 'train',
    documents,
    topN: 2,
    returnDocuments: true,
  })
  expect(ranking).toHaveLength(2)
  expect(ranking[0]).toMatchObject({ index: 2, document: documents[2] })
  expect(ranking.every(({ score }) => score >= 0 && score <= 1)).toBe(true)
  expect(usage.meters).toEqual({ search: { certainty: 'known', quantity: 1 } })
  expect(metadata).toEqual({ demo: true })
})

it('equal documents keep their order', async () => {
  const { ranking } = await ranked({ query: 'x', documents: ['same', 'same', 'same'] })
  expect(ranking.map(each => each.index)).toEqual([0, 1, 2])
})

it('records are read by the fields that are named', async () => {
  const records = [
    { title: 'Soup', body: 'trains' },
    { title: 'Trains', body: 'soup' },
  ]
  expect(
    (await ranked({ query: 'train', documents: records, rankFields: ['title'] })).ranking[0]?.index,
  ).toBe(1)
  expect((await ranked({ query: 'train', documents: records, rankFields: ['body'] })).ranking[0]?.index).toBe(
    0,
  )
})

it('a document is read only as far as was asked', async () => {
  const { ranking } = await ranked({
    query: 'train',
    documents: ['soup and then a train', 'trains'],
    maxTokensPerDocument: 2,
  })
  expect(ranking.map(each => each.index)).toEqual([1, 0])
  expect(ranking[1]?.score).toBeLessThan(0.2)
})
