import { GoogleGenAI } from '@google/genai'
import { simulatorKey } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import { openBench } from './test/bench.ts'

const { attempts, plugin, simulator } = await openBench()

const model = 'gemini-embedding-001'

describe('embeddings', () => {
  it('are those that the SDK reads', async () => {
    const client = new GoogleGenAI({ apiKey: simulatorKey, httpOptions: { baseUrl: simulator.url } })
    const contents = ['one', 'zwei 👋🏽', 'three']
    const config = { outputDimensionality: 16, taskType: 'RETRIEVAL_QUERY' }
    const theirs = await client.models.embedContent({ model, contents, config })
    const request = { inputs: contents, dimensions: 16, purpose: 'query' } as const
    const ours = await plugin.embedding.generate(request, attempts.next(model))
    expect(ours.vectors).toEqual(theirs.embeddings?.map(({ values }) => values))
    expect(ours.usage.meters).toEqual({
      input: { certainty: 'known', quantity: theirs.usageMetadata?.promptTokenCount },
    })
    const [sdk, own] = simulator.requests
    expect(own?.path).toBe(sdk?.path)
    // The SDK says of each content that a user said it.
    expect(own?.body).toEqual(JSON.parse(JSON.stringify(sdk?.body).replaceAll('"role":"user",', '')))
  })

  it('warn of what the vendor does not take, and refuse what it could not read', async () => {
    const attempt = attempts.next(model)
    await plugin.embedding.generate(
      {
        inputs: ['x'],
        purpose: 'love',
        precision: 'int8',
        truncate: 'none',
        extra: { 'openai-embeddings': { x_hint: 1 } },
      },
      attempt,
    )
    expect(attempt.warnings.map(({ type, field }) => [type, field])).toEqual([
      ['dropped', 'purpose'],
      ['dropped', 'precision'],
      ['dropped', 'truncate'],
      ['dropped', 'extra["openai-embeddings"]'],
    ])
    await expect(plugin.embedding.generate({ inputs: [[1, 2]] }, attempt)).rejects.toMatchObject({
      code: 'invalid_request',
      recourse: 'other',
      param: 'inputs[0]',
    })
  })
})
