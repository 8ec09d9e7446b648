import { simulatorKey } from '@lucid-gateway/simulators'
import { relayBody } from '@lucid-gateway/wires/json-body'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { openBench } from './test/bench.ts'

const { attempts, plugin, simulator } = await openBench()
const client = new OpenAI({ apiKey: simulatorKey, baseURL: simulator.url, maxRetries: 0, logLevel: 'off' })

const small = 'text-embedding-3-small'

describe('embeddings', () => {
  const cases = [
    { name: 'texts', inputs: ['one', 'zwei 👋🏽', 'three'] },
    { name: 'tokens', inputs: [[1, 2, 3], [4]] },
  ] as const
  it.each(cases)('are those that the SDK reads: $name', async ({ inputs }) => {
    const theirs = await client.embeddings.create({ model: small, input: inputs as never, dimensions: 16 })
    const ours = await plugin.embedding.generate({ inputs, dimensions: 16 }, attempts.next(small))
    expect(ours.vectors).toEqual(theirs.data.map(({ embedding }) => embedding))
    expect(ours.usage.meters).toEqual({ input: { certainty: 'known', quantity: theirs.usage.prompt_tokens } })
    expect(ours.model).toBe(theirs.model)
    expect(simulator.requests[1]?.body).toEqual(simulator.requests[0]?.body)
  })

  it('warn of what the vendor does not take, and refuse what it could not read', async () => {
    const attempt = attempts.next(small)
    await plugin.embedding.generate({ inputs: ['x'], purpose: 'query', precision: 'int8' }, attempt)
    expect(attempt.warnings.map(({ type, field }) => [type, field])).toEqual([
      ['dropped', 'purpose'],
      ['dropped', 'precision'],
    ])
    const image = {
      type: 'file',
      mediaType: 'image/png',
      data: { kind: 'url', url: 'https://example.com/a.png' },
    } as const
    await expect(
      plugin.embedding.generate({ inputs: [{ content: [image] }] }, attempt),
    ).rejects.toMatchObject({
      code: 'invalid_request',
      recourse: 'other',
    })
  })

  it('pass as they are where the caller speaks the wire', async () => {
    const bytes = Buffer.from(
      '{"model" : "openai/small", "input": ["a","b"], "dimensions":8,"encoding_format":"float"}',
    )
    const answer = await plugin.embedding.relay.send(
      relayBody(bytes, JSON.parse(bytes.toString()) as never),
      attempts.next(small),
    )
    if (answer.kind !== 'answer') throw new Error('Embeddings come in one piece.')
    expect(Buffer.from(simulator.requests[0]?.raw ?? []).toString()).toBe(
      bytes.toString().replace('openai/small', small),
    )
    const passed = JSON.parse(Buffer.from(answer.bytes('openai-embeddings') ?? []).toString()) as {
      data: { embedding: number[] }[]
    }
    expect(answer.usage.meters).toEqual({ input: { certainty: 'known', quantity: 2 } })
    expect(answer.result.vectors).toEqual(passed.data.map(({ embedding }) => embedding))
    expect(answer.bytes('openai-chat')).toBeUndefined()
  })

  it('fail as the vendor says, on both ways', async () => {
    const nothing = attempts.next('text-embedding-9')
    await expect(plugin.embedding.generate({ inputs: ['x'] }, nothing)).rejects.toMatchObject({
      code: 'not_found',
    })
    simulator.script({ error: 'rate_limit_exceeded' })
    const bytes = Buffer.from('{"input":"a"}')
    await expect(
      plugin.embedding.relay.send(relayBody(bytes, { input: 'a' }), attempts.next(small)),
    ).rejects.toMatchObject({
      code: 'rate_limit',
    })
  })
})
