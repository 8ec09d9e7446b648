import { expect, it } from 'vitest'
import { testGateway } from '../testing/test-gateway.ts'

const messages = [{ role: 'user', content: 'hi' }]
const chat = { model: 'scripted/echo', messages, max_tokens: 9 }
const forms: readonly (readonly [string, (user: string) => object])[] = [
  ['/v1/chat', user => ({ model: 'scripted/echo', messages, user })],
  ['/v1/chat/completions', user => ({ ...chat, user })],
  ['/v1/responses', user => ({ model: 'scripted/echo', input: 'hi', user })],
  ['/anthropic/v1/messages', user => ({ ...chat, metadata: { user_id: user } })],
]

it.each(forms)(
  'fills records, limits and budgets with names of end users without end: %s',
  async (path, body) => {
    await using host = await testGateway()
    const status = async (user: string, headers = {}): Promise<number> =>
      (await host.post(path, body(user), headers)).status
    expect(await status('Ann Bücher <ann@example.org>')).toBe(200)
    for (const user of ['x'.repeat(257), 'two\nlines', 'nul\u0000', '\ud800'])
      expect([user.length, await status(user)]).toEqual([user.length, 400])
    expect(await status('x'.repeat(257), { 'x-lucid-user': 'ann' })).toBe(200)
  },
)
