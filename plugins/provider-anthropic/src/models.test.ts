import type { ChatRequest } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { models, outputTokensOf } from './models.ts'
import { openBench } from './test/bench.ts'
import { startedPlugin } from './test/started-plugin.ts'

const { attempts, plugin, simulator } = await openBench()

const text = (words: string) => [{ type: 'text', text: words }] as const
const hello: ChatRequest = { messages: [{ role: 'user', content: text('hello') }] }

describe('the list of models', () => {
  it('joins what the vendor says with what is known', async () => {
    const cards = await plugin.listModels(attempts.next(''))
    const of = (id: string) => cards.find(card => card.id === id)
    expect(of('claude-haiku-4-5-20251001')).toMatchObject({
      name: 'Claude Haiku 4.5',
      capabilities: ['chat'],
      abilities: ['tools', 'images', 'files', 'json-schema', 'reasoning'],
      limits: { contextTokens: 200_000, outputTokens: 64_000 },
      prices: expect.arrayContaining([
        expect.objectContaining({ meter: 'cache_write_1h', nanoUsd: 2_000_000_000n }),
      ]),
    })
    expect(of('claude-sonnet-4-5-20250929')?.shutdown).toEqual({
      on: '2026-11-30',
      successor: 'claude-sonnet-4-6',
    })
    expect(cards.every(card => card.aliases === undefined)).toBe(true)
  })

  it('says whose fault it is that there is none', async () => {
    const refused = plugin.listModels(
      attempts.next('', { credentials: { apiKey: 'sk-wrong-key-0123456789' } }),
    )
    await expect(refused).rejects.toMatchObject({ code: 'auth', origin: 'provider' })
  })
})

/** Models that the simulator knows as the vendor does. */
const known = models.map(card => card.id).filter(id => !/fable-5(-1)?$/.test(id))
const requests: readonly (readonly [string, Partial<ChatRequest>])[] = [
  ['an effort', { reasoning: { effort: 'medium', summary: 'auto' } }],
  ['the least effort', { reasoning: { effort: 'minimal' } }],
  ['the most effort but one', { reasoning: { effort: 'xhigh' } }],
  ['the most effort', { reasoning: { effort: 'max' } }],
  ['a budget', { reasoning: { budgetTokens: 2000 } }],
  ['no thinking', { reasoning: { effort: 'none' } }],
  ['a temperature', { temperature: 1.2, topP: 0.5, topK: 4 }],
  ['thinking at a temperature', { reasoning: { effort: 'low' }, temperature: 0.2, topK: 4 }],
  [
    'a call that has to be made, after thinking',
    {
      reasoning: { effort: 'high' },
      tools: [{ type: 'function', name: 'f' }],
      toolChoice: { type: 'required' },
    },
  ],
  [
    'instructions in the middle',
    {
      messages: [
        { role: 'developer', content: text('Be brief.') },
        { role: 'user', content: text('one') },
        { role: 'system', content: text('Be kind.') },
        { role: 'assistant', content: text('two') },
        { role: 'system', content: text('Be quick.') },
        { role: 'user', content: text('three') },
      ],
    },
  ],
]

describe.each(['2023-06-01', '2026-10-21'] as const)('in version %s', version => {
  describe.each(known)('%s', model => {
    it.each(requests)('is asked in its own way for %s', async (_name, request) => {
      const own = await startedPlugin({ baseUrl: simulator.url, version })
      const attempt = attempts.next(model)
      const { content } = await own.chat.generate({ ...hello, ...request }, attempt)
      expect(content.length).toBeGreaterThan(0)
    })
  })
})

it('a request without a cap gets the most that the model can write', async () => {
  simulator.reset()
  await plugin.chat.generate(hello, attempts.next('claude-haiku-4-5'))
  expect(simulator.requests[0]?.body).toMatchObject({ max_tokens: 64_000 })
  expect(outputTokensOf('claude-of-tomorrow')).toBe(32_000)
})

describe('a count', () => {
  it('is what the vendor bills as input, and sends nothing that does not count', async () => {
    simulator.reset()
    const request: ChatRequest = {
      ...hello,
      reasoning: { budgetTokens: 2000 },
      tools: [{ type: 'function', name: 'f', description: 'd' }],
      maxOutputTokens: 4000,
      stop: ['x'],
      user: 'u',
    }
    const model = 'claude-haiku-4-5'
    const counted = await plugin.chat.count(request, attempts.next(model))
    await plugin.chat.generate(request, attempts.next(model))
    const [count, answer] = simulator.requests
    expect(counted.meters).toEqual({
      input: { certainty: 'known', quantity: answer?.usage?.promptTokens },
    })
    expect(Object.keys(count?.body as object).toSorted()).toEqual(['messages', 'model', 'thinking', 'tools'])
  })
})
