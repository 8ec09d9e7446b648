import { describe, expect, it } from 'vitest'
import { testWorld } from '../testing/vendors.ts'

describe('what is told at the end of a stream', () => {
  it.each([false, true])('says whether its tokens are an estimate (decoded: %s)', async decoded => {
    await using world = await testWorld({ decoded })
    const { host, key, vendors } = world
    const tell = async (wish: string): Promise<Record<string, unknown>> => {
      const messages = [{ role: 'user', content: `Tell me of the sea. ${wish}` }]
      const body = { model: vendors.openai.model, messages, stream: true }
      const answer = await host.post('/v1/chat/completions', body, { authorization: `Bearer ${key}` })
      return JSON.parse(/^: lucid (.*)$/m.exec(await answer.text())?.[1] ?? '{}') as Record<string, unknown>
    }
    const stated = await tell('')
    expect(stated).not.toHaveProperty('tokens_estimated')
    for (const fault of ['without:usage', 'reset:8', 'error-event:8']) {
      const estimated = await tell(`sim:fault=${fault}`)
      expect(estimated).toMatchObject({ tokens_estimated: true, tokens_used: expect.any(Number) })
      expect(Number(estimated['cost_usd'])).toBeGreaterThan(0)
    }
  })
})
