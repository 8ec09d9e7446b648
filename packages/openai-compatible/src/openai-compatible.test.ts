import { readFileSync } from 'node:fs'
import { collectText } from './test/collect-text.ts'
import { checkPlugin } from '@lucid-gateway/core'
import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import type { Transport } from '@lucid-gateway/transport'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openaiCompatible } from './index.ts'
import acme from './test/acme.ts'
import { attemptAt, freshTransport, type Started, started } from './test/started.ts'

let simulator: OpenAISimulator
let transport: Transport
let plugin: Started

beforeAll(async () => {
  simulator = await startOpenAISimulator()
  transport = freshTransport()
  plugin = await started(acme, { baseUrl: simulator.url, headers: { 'x-title': 'Lucid' } })
})
afterAll(async () => {
  await transport.close()
  await simulator.close()
})
beforeEach(() => simulator.reset())

const at = (model: string, credentials: Readonly<Record<string, string>> = { apiKey: simulatorKey }) =>
  attemptAt(transport, simulator.url, model, credentials)
const hello = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] } as const

function body(fields: object): ReturnType<typeof relayBody> {
  const bytes = Buffer.from(
    JSON.stringify({ model: 'acme/x', messages: [{ role: 'user', content: 'hello' }], ...fields }),
  )
  return relayBody(bytes, JSON.parse(bytes.toString()) as never)
}

describe('a vendor', () => {
  it('speaks the wire of responses where it says so, and no model is asked on it unless its card says so', async () => {
    const vendor = { id: 'both', baseUrl: simulator.url, apiKey: { env: 'BOTH_KEY' } } as const
    const card = { id: 'gpt-5-pro', capabilities: ['chat'], quirks: { wire: 'openai-responses' } } as const
    const without = await started(openaiCompatible(vendor), {})
    expect(without.chat.relay).toMatchObject({ wire: 'openai-chat' })
    expect(without.chat).not.toHaveProperty('count')
    const both = await started(openaiCompatible({ ...vendor, models: [card], responses: true }), {})
    expect(both.chat.relay).toMatchObject([{ wire: 'openai-chat' }, { wire: 'openai-responses' }])
    for (const model of ['gpt-5-pro', 'gpt-4o-mini']) await both.chat.generate(hello, at(model))
    expect(simulator.requests.map(({ path }) => path)).toEqual(['/v1/responses', '/v1/chat/completions'])
  })

  it('is a plugin of sixty lines at most, and data alone', () => {
    expect(checkPlugin(acme, { from: 'the test' })).toMatchObject({ id: 'acme', name: 'Acme' })
    const lines = readFileSync(new URL('test/acme.ts', import.meta.url), 'utf8').split('\n')
    expect(lines.length).toBeLessThanOrEqual(60)
    expect(Object.keys(acme.capabilities)).toEqual(['chat', 'embedding', 'moderation'])
    expect(acme.credentials).toMatchObject({ apiKey: { env: ['ACME_API_KEY'], required: true } })
  })

  it('has chat alone, and no need of a key, where it says no more', async () => {
    const local = openaiCompatible({
      id: 'local',
      baseUrl: simulator.url,
      apiKey: { env: 'LOCAL_KEY', optional: true },
    })
    expect(Object.keys(local.capabilities)).toEqual(['chat'])
    const { chat, embedding } = await started(local, {})
    expect(embedding).toBeUndefined()
    await expect(chat.generate(hello, at('gpt-4o-mini', {}))).rejects.toMatchObject({
      code: 'auth',
      origin: 'provider',
    })
    expect(simulator.requests[0]?.headers).not.toHaveProperty('authorization')
  })

  it('answers whole and streamed, by its own address, with its own headers', async () => {
    const whole = await plugin.chat.generate(hello, at('gpt-4o-mini'))
    expect(whole.content).toEqual([{ type: 'text', text: 'You said: hello' }])
    expect(await collectText(plugin.chat.stream(hello, at('gpt-4o-mini')))).toBe('You said: hello')
    expect(simulator.requests.every(request => request.headers['x-title'] === 'Lucid')).toBe(true)
  })

  it('gets the cap under the name it knows, and not what it does not take', async () => {
    const attempt = at('gpt-4o-mini')
    await plugin.chat.generate({ ...hello, maxOutputTokens: 9, seed: 4 }, attempt)
    expect(simulator.requests[0]?.body).toEqual({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'hello' }],
      max_tokens: 9,
    })
    expect(attempt.warnings).toMatchObject([{ type: 'dropped', field: 'seed' }])
  })

  it('means by its own words what it says they mean', async () => {
    simulator.script({ error: 'server_is_overloaded' })
    await expect(plugin.chat.generate(hello, at('gpt-4o-mini'))).rejects.toMatchObject({
      code: 'rate_limit',
      reason: 'queue_full',
    })
  })

  it('lists its models and is probed', async () => {
    const cards = await plugin.listModels(at(''))
    expect(cards.find(card => card.id === 'gpt-4o-mini')?.limits?.contextTokens).toBe(128_000)
    expect(cards.find(card => card.id === 'gpt-4.1')?.capabilities).toEqual(['chat'])
    expect(cards.find(card => card.id === 'o3')?.capabilities).toEqual([])
    await expect(plugin.probe(at('', { apiKey: 'wrong-key' }))).rejects.toMatchObject({ code: 'auth' })
  })
})

describe('a relay', () => {
  it('changes the model and nothing else of a body that needs no more', async () => {
    const raw = Buffer.from(
      '{ "model":"acme/x" ,"messages":[{"role":"user","content":"h\\u00e9"}], "temperature":1.50 }',
    )
    await plugin.chat.relay.send(relayBody(raw, JSON.parse(raw.toString()) as never), at('gpt-4o-mini'))
    expect(Buffer.from(simulator.requests[0]?.raw ?? []).toString()).toBe(
      raw.toString().replace('acme/x', 'gpt-4o-mini'),
    )
  })

  it('moves a cap to the name that the vendor knows', async () => {
    await plugin.chat.relay.send(body({ max_completion_tokens: 9 }), at('gpt-4o-mini'))
    await plugin.chat.relay.send(body({ max_completion_tokens: 9, max_tokens: 5 }), at('gpt-4o-mini'))
    expect(simulator.requests.map(request => request.body)).toMatchObject([
      { max_tokens: 9 },
      { max_tokens: 9 },
    ])
    expect(simulator.requests[0]?.body).not.toHaveProperty('max_completion_tokens')
  })

  it('asks a stream for its usage, and keeps it from a caller who did not', async () => {
    for (const asked of [false, true]) {
      const fields = {
        stream: true,
        stream_options: { include_obfuscation: false, ...(asked ? { include_usage: true } : {}) },
      }
      const stream = await plugin.chat.relay.send(body(fields), at('gpt-4o-mini'))
      if (stream.kind !== 'stream') throw new Error('A stream was asked for.')
      const text = Buffer.concat(await Array.fromAsync(stream.bytes('openai-chat') ?? [])).toString()
      expect(text.includes('"choices":[],"usage":{')).toBe(asked)
      expect(text).toMatch(/data: \[DONE\]\n\n$/)
      const { usage, status } = await stream.done
      expect([status, usage.meters.input]).toEqual(['finished', { certainty: 'known', quantity: 8 }])
      expect(simulator.requests.at(-1)?.body).toMatchObject({
        stream_options: { include_obfuscation: false, include_usage: true },
      })
    }
  })

  it('does not ask a vendor for a usage that it would refuse to give', async () => {
    const frugal = openaiCompatible({
      id: 'frugal',
      baseUrl: simulator.url,
      apiKey: { env: 'KEY' },
      quirks: { streamUsage: false },
    })
    const { chat } = await started(frugal, {})
    const stream = await chat.relay.send(body({ stream: true }), at('gpt-4o-mini'))
    if (stream.kind !== 'stream') throw new Error('A stream was asked for.')
    await Array.fromAsync(stream.bytes('openai-chat') ?? [])
    expect(simulator.requests[0]?.body).not.toHaveProperty('stream_options')
    expect((await stream.done).usage.meters.input).toEqual({ certainty: 'unknown' })
  })

  it('counts what the vendor counted, also where a stream has no usage or an answer none', async () => {
    simulator.script({ fault: { kind: 'without', what: 'usage' } })
    const answer = await plugin.chat.relay.send(body({}), at('gpt-4o-mini'))
    if (answer.kind !== 'answer') throw new Error('No stream was asked for.')
    expect(answer.usage.meters).toEqual({ input: { certainty: 'unknown' }, output: { certainty: 'unknown' } })
  })
})
