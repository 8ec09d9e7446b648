import { chat, embedding, type LucidError } from '@lucid-gateway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testGateway, type TestGateway } from '../../testing/test-gateway.ts'
import { readCall } from './read-call.ts'

const many = (count: number, value: unknown): readonly unknown[] => Array.from({ length: count }, () => value)

describe('readCall', () => {
  it.each([
    ['messages', { messages: many(1_000_000, []) }, 'messages'],
    ['parts', { messages: [{ role: 'user', content: many(10_001, 0) }] }, 'messages[0].content'],
    ['tools', { messages: [], tools: many(10_001, {}) }, 'tools'],
    ['lists of parts', { messages: many(100, { role: 'user', content: many(10_000, 0) }) }, undefined],
    ['properties', { messages: [], metadata: Object.fromEntries(many(150_000, 0).entries()) }, undefined],
  ])('does not find a million faults in a request of too many %s', async (_what, body, param) => {
    const began = performance.now()
    const refused = await readCall(body, chat).catch((error: unknown) => error as LucidError)
    expect(refused).toMatchObject({ status: 400, reason: 'too_many_values', param })
    expect(performance.now() - began).toBeLessThan(500)
  })

  it('takes the tokens of many texts', async () => {
    const inputs = many(200, many(2000, 7))
    await expect(readCall({ inputs }, embedding)).resolves.toMatchObject({ request: { inputs } })
    await expect(readCall({ inputs: many(200, many(2000, -7)) }, embedding)).rejects.toMatchObject({
      reason: 'too_many_values',
    })
  })

  it('lists few of many unknown fields, and none at length', async () => {
    const unknown = Object.fromEntries(
      many(1000, 0).map((value, index) => [`${index}${'x'.repeat(500)}`, value]),
    )
    const refused = await readCall({ messages: [], ...unknown }, chat).catch(
      (error: unknown) => error as LucidError,
    )
    expect(JSON.stringify(refused).length).toBeLessThan(5000)
  })
})

describe('names that callers make up', () => {
  let host: TestGateway
  beforeAll(async () => {
    host = await testGateway()
  })
  afterAll(() => host[Symbol.asyncDispose]())
  const messages = [{ role: 'user', content: 'hi' }]

  it.each([
    ['/v1/chat', { model: 'x'.repeat(257) }, 'model'],
    ['/v1/chat', { kind: `chat.${'x'.repeat(257)}` }, 'kind'],
    ['/v1/chat', { model: 'scripted/echo', channel: 'x'.repeat(257) }, 'channel'],
    ['/v1/chat', { model: 'scripted/echo', channel: 'two words' }, 'channel'],
    ['/v1/chat', { model: 'scripted/echo', channel: 'grün' }, 'channel'],
    ['/v1/chat/completions', { model: 'x'.repeat(1_000_000) }, 'model'],
    ['/anthropic/v1/messages', { model: 'x'.repeat(257), max_tokens: 9 }, undefined],
  ])('are refused where no name is like them: %s', async (path, body, param) => {
    const answer = await host.post(path, { ...body, messages })
    const text = await answer.text()
    expect(answer.status).toBe(400)
    expect(text.length).toBeLessThan(1000)
    const { error } = JSON.parse(text) as { error: { param?: string } }
    expect(error.param ?? undefined).toBe(param)
  })

  it('are cut where they are repeated', async () => {
    const name = `nobody/${'y'.repeat(249)}`
    const text = await (await host.post('/v1/chat', { model: name, messages })).text()
    expect(text).not.toContain('y'.repeat(101))
    const type = await fetch(`${host.url}/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': `application/${'y'.repeat(2000)}+json` },
      body: '{}',
    })
    expect((await type.text()).length).toBeLessThan(1000)
    expect(host.logged()).not.toContain('y'.repeat(101))
  })

  it('that are not well-formed do not fail a call that was served', async () => {
    const ask = { model: 'scripted/\ud800', messages }
    const { status } = await host.post('/v1/chat', ask)
    expect(status).toBe(404)
  })
})
