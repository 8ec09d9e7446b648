import { simulatorKey } from '@lucid-gateway/simulators'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { openBench } from './test/bench.ts'

const { attempts, plugin, simulator } = await openBench()

const model = 'omni-moderation-latest'
const picture = { type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64: 'AAAA' } } as const

describe('moderation', () => {
  it('tells of each text what the SDK reads', async () => {
    const client = new OpenAI({ apiKey: simulatorKey, baseURL: simulator.url, maxRetries: 0 })
    const inputs = ['I will kill you', 'a fine day']
    const theirs = await client.moderations.create({ model, input: inputs })
    const ours = await plugin.moderation.generate({ inputs }, attempts.next(model))
    expect(simulator.requests[1]?.body).toEqual(simulator.requests[0]?.body)
    for (const [index, verdict] of ours.verdicts.entries()) {
      const result = theirs.results[index]
      expect(verdict.flagged).toBe(result?.flagged)
      for (const [name, category] of Object.entries(verdict.categories)) {
        const key = name as 'hate'
        expect([category.flagged, category.score, category.appliesTo]).toEqual([
          result?.categories[key],
          result?.category_scores[key],
          result?.category_applied_input_types[key],
        ])
      }
      expect(Object.keys(verdict.categories)).toHaveLength(13)
    }
    expect(ours.usage.meters).toEqual({ request: { certainty: 'known', quantity: 1 } })
  })

  it('judges text and pictures of one input together, and each input alone', async () => {
    const inputs = [{ content: [{ type: 'text', text: 'gore' }, picture] }, 'fine'] as const
    const { verdicts, usage } = await plugin.moderation.generate({ inputs }, attempts.next(model))
    expect(verdicts.map(({ flagged }) => flagged)).toEqual([true, false])
    expect(verdicts[0]?.categories['violence/graphic']).toEqual({
      flagged: true,
      score: 0.98,
      appliesTo: ['text', 'image'],
    })
    expect(usage.meters['request']).toEqual({ certainty: 'known', quantity: 2 })
  })

  it('refuses what cannot be judged here', async () => {
    const sound = { type: 'file', mediaType: 'audio/wav', data: { kind: 'base64', base64: 'AAAA' } } as const
    await expect(
      plugin.moderation.generate({ inputs: [{ content: [sound] }] }, attempts.next(model)),
    ).rejects.toMatchObject({ code: 'invalid_request', param: 'inputs[0].content[0]' })
  })
})
