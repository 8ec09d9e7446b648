import type { CallLayer, Lifecycle } from '@lucid-gateway/core'
import openaiPlugin from '@lucid-gateway/provider-openai'
import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testGateway, type TestGateway } from '../testing/test-gateway.ts'

let recorded = false
beforeEach(() => {
  recorded = false
})

/** A ledger that takes its time: long enough for an end that does not wait to be seen first. */
const ledger: Lifecycle = {
  kind: 'lifecycle',
  name: 'ledger',
  settled: async () => {
    await new Promise(resolve => setTimeout(resolve, 50))
    recorded = true
  },
}
const reader: CallLayer = {
  kind: 'call',
  name: 'reader',
  phase: 'guard',
  needsContent: true,
  run: (_call, next) => next(),
}

let simulator: OpenAISimulator
beforeAll(async () => {
  simulator = await startOpenAISimulator()
})
afterAll(() => simulator.close())

const chat = (stream: boolean) => ({
  model: 'openai/gpt-4.1-mini',
  messages: [{ role: 'user', content: 'Count to five' }],
  stream,
})

describe.each([
  ['relay', [ledger]],
  ['decoded', [ledger, reader]],
])('who saw the end may rely on what was used being recorded, %s', (path, hooks) => {
  let host: TestGateway
  beforeAll(async () => {
    host = await testGateway({
      env: { OPENAI_API_KEY: simulatorKey },
      config: {
        plugins: [],
        hooks,
        accounts: { openai: { provider: 'openai', config: { baseUrl: simulator.url } } },
      },
      plugins: [openaiPlugin],
    })
  })
  afterAll(() => host[Symbol.asyncDispose]())

  it.each([
    ['/v1/chat/completions', 'data: [DONE]'],
    ['/v1/chat', 'event: done'],
  ])('%s: the terminator waits, what comes before it does not', async (route, terminator) => {
    const answer = await host.post(route, chat(true))
    let text = ''
    let early = false
    for await (const chunk of answer.body as ReadableStream<Uint8Array>) {
      text += Buffer.from(chunk).toString()
      const ended = text.includes(terminator)
      if (ended) expect(recorded).toBe(true)
      else early ||= !recorded
    }
    expect(text).toContain(terminator)
    expect(text).toContain(`"path":"${route === '/v1/chat' ? 'decoded' : path}"`)
    expect(early).toBe(true)
  })

  it.each([
    ['/v1/chat/completions', chat(false)],
    ['/v1/chat', chat(false)],
    ['/v1/embeddings', { model: 'openai/text-embedding-3-small', input: 'one' }],
    ['/v1/moderations', { model: 'openai/omni-moderation-latest', input: 'one' }],
  ])('%s: a whole answer waits', async (route, body) => {
    const answer = await host.post(route, body)
    await answer.text()
    expect([answer.status, recorded]).toEqual([200, true])
  })
})
