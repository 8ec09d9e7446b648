import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminWorld, type AdminWorld } from '../testing/admin-world.ts'

let world: AdminWorld
beforeAll(async () => {
  world = await adminWorld({ config: { ledger: { on: true } } })
  const [limits, budgets] = [{ requests: 5 }, [{ usd: 400, per: 'month' }]]
  await world.ask('POST /teams', { id: 'red', limits, budgets })
})
afterAll(() => world[Symbol.asyncDispose]())

const keyFields = /^It may hold name, team, .*budgets; \/openapi\.json describes it\.$/
const limitFields =
  'It may hold requests, tokens, images, concurrency, per, burst; /openapi.json describes it.'

it.each([
  [{ budget: 25 }, '"budget" is not known; did you mean "budgets"?', keyFields],
  [
    { limits: { rpm: 25 } },
    '"limits.rpm" is not known; there are requests, tokens, images, concurrency, per, burst.',
    limitFields,
  ],
  [
    { budgets: [{ usd: 25, per: 'day', reserv: 'strict' }] },
    '"budgets[0].reserv" is not known; did you mean "reserve"?',
    /^It may hold usd, per, reserve, outputTokens; /,
  ],
  [
    { expires_at: '90d' },
    '"expires_at" must be a time, such as "2030-01-01T00:00:00Z".',
    '/openapi.json describes the body.',
  ],
])('a body that is not taken says what may stand there: %j', async (body, message, hint) => {
  const answer = await world.ask('POST /keys', { name: 'x', ...body })
  expect(answer.status).toBe(400)
  const error = answer.body['error'] as { readonly message: string; readonly hint: string }
  expect(error.message).toBe(message)
  expect(error.hint).toMatch(hint)
})

it.each([
  [{ budgets: [{ usd: 500, per: 'day' }] }, 'budgets[0].usd', 'has: 400 USD a month.'],
  [{ limits: { requests: 1, per: 'second' } }, 'limits.requests', 'has: 5 requests in 60 s.'],
])('more than its team has says how much that is: %j', async (bounds, param, message) => {
  const { status, body } = await world.ask('POST /keys', { name: 'x', team: 'red', ...bounds })
  expect([status, body]).toMatchObject([403, { error: { param, reason: 'exceeds_team' } }])
  expect((body['error'] as { readonly message: string }).message).toContain(message)
})
