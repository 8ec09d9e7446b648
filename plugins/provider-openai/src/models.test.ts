import { cardOf } from '@lucid-gateway/openai-compatible'
import { costOf } from '@lucid-gateway/core/engine'
import { knownUsage } from '@lucid-gateway/core'
import { startOpenAISimulator } from '@lucid-gateway/simulators'
import { quirksFor } from '@lucid-gateway/wires/openai-chat'
import { quirksFor as onResponses, writeRequest } from '@lucid-gateway/wires/openai-responses'
import { describe, expect, it } from 'vitest'
import { families, models, quirks, responses } from './models.ts'
import { attemptsAt } from './test/attempts.ts'
import { startedPlugin } from './test/started-plugin.ts'

describe('cards', () => {
  it('name each model once', () => {
    const names = models.flatMap(card => [card.id, ...(card.aliases ?? [])])
    expect(new Set(names).size).toBe(names.length)
  })

  it('price whole tokens in whole nano-dollars, with source and day', () => {
    for (const price of models.flatMap(card => card.prices ?? [])) {
      expect(price.source).toBeTruthy()
      expect(price.asOf).toMatch(/^\d{4}-\d\d-\d\d$/)
    }
    const mini = models.find(card => card.id === 'gpt-5-mini')
    const usage = knownUsage({ input: 1_000_000, cache_read: 1_000_000, output: 500_000, reasoning: 500_000 })
    expect(costOf(usage, mini?.prices)).toBe(2_275_000_000n)
  })

  it('do not make up a price that depends on the length of the prompt', () => {
    const sol = models.find(card => card.id === 'gpt-6-sol')
    expect(costOf(knownUsage({ input: 10 }), sol?.prices)).toBeUndefined()
  })
})

describe('the wire of a model', () => {
  it.each([
    ['gpt-5-pro', true],
    ['gpt-5.5-pro-2026-04-23', true],
    ['gpt-5.9-pro', true],
    ['gpt-5.4-codex-mini', true],
    ['codex-mini-latest', true],
    ['o3-deep-research', true],
    ['o3', false],
    ['gpt-5-mini', false],
    ['gpt-5.3-chat-latest', false],
    ['ft:gpt-4o-mini:team-pro::1', false],
  ])('%s', (id, isOther) => {
    const card = cardOf({ id }, { models, families })
    expect(card.capabilities).toEqual(['chat'])
    expect(card.quirks?.['wire']).toBe(isOther ? 'openai-responses' : undefined)
  })

  it('is the one that it is asked on, and each relay serves the models that speak its wire', async () => {
    await using simulator = await startOpenAISimulator()
    await using attempts = attemptsAt(simulator)
    const { chat } = await startedPlugin({ baseUrl: simulator.url })
    const request = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] } as const
    for (const model of ['gpt-5-mini', 'gpt-5-pro']) await chat.generate(request, attempts.next(model))
    expect(simulator.requests.map(({ path }) => path)).toEqual(['/v1/chat/completions', '/v1/responses'])
    const spoken = (model: string) => chat.relay.map(({ wire, speaks }) => [wire, speaks?.(model)])
    expect(spoken('gpt-5-mini')).toEqual([
      ['openai-chat', true],
      ['openai-responses', true],
    ])
    expect(spoken('gpt-5-pro')).toEqual([
      ['openai-chat', false],
      ['openai-responses', true],
    ])
  })
})

describe('quirks', () => {
  const refused = (model: string, effort?: string): readonly string[] =>
    quirksFor(quirks, model, effort).unsupported ?? []

  it('keep sampling from models that reason, snapshots and fine-tuned ones included', () => {
    for (const model of [
      'o3',
      'o4-mini-2025-04-16',
      'gpt-5',
      'gpt-5-mini',
      'gpt-6-sol',
      'gpt-10',
      'ft:gpt-5-mini:acme::1',
    ]) {
      expect(refused(model)).toContain('temperature')
      expect(refused(model)).toContain('presence_penalty')
    }
    for (const model of ['gpt-4o', 'gpt-4.1-mini', 'gpt-5-chat-latest', 'ft:gpt-4o-mini:acme::1']) {
      expect(refused(model)).not.toContain('temperature')
      expect(refused(model)).toContain('reasoning_effort')
    }
  })

  it('let a model that is told not to reason have its temperature, but no penalties', () => {
    expect(refused('gpt-5.4', 'none')).not.toContain('temperature')
    expect(refused('gpt-5.4', 'none')).toContain('presence_penalty')
  })
})

/** Models of which the simulator knows what they take, as the vendor does. */
const thinkers = [
  ...['gpt-6-sol', 'gpt-5.6-sol', 'gpt-5.5', 'gpt-5.4-mini', 'gpt-5.5-pro', 'gpt-5-pro', 'gpt-5.1-codex'],
  ...['o3-pro', 'gpt-5.1', 'gpt-5-mini', 'o4-mini'],
]
const reasonings = [
  ...['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'].map(effort => ({ effort })),
  ...[1024, 31_999].map(budgetTokens => ({ budgetTokens })),
]

describe('a client of another vendor who says how much to think', () => {
  it.each(thinkers)('is not refused for a word that %s does not have', async model => {
    await using simulator = await startOpenAISimulator()
    await using attempts = attemptsAt(simulator)
    const { chat } = await startedPlugin({ baseUrl: simulator.url })
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] as const
    for (const reasoning of reasonings) {
      const { content } = await chat.generate({ messages, reasoning, temperature: 0.5 }, attempts.next(model))
      expect(content.length).toBeGreaterThan(0)
    }
  })

  it('is told which effort was asked for in the place of another, or of a number of tokens', () => {
    const asked = (reasoning: object, model: string) => {
      const request = { messages: [], reasoning }
      const { body, warnings } = writeRequest(request, { model, stream: false, quirks: responses })
      return [body.reasoning, warnings.map(({ type, field }) => `${type} ${field}`)]
    }
    expect(asked({ effort: 'none' }, 'gpt-5-mini')).toEqual([
      { effort: 'minimal' },
      ['coerced reasoning.effort'],
    ])
    expect(asked({ effort: 'max' }, 'gpt-5.4')).toEqual([{ effort: 'xhigh' }, ['coerced reasoning.effort']])
    expect(asked({ effort: 'high' }, 'o3')).toEqual([{ effort: 'high' }, []])
    expect(asked({ budgetTokens: 31_999 }, 'gpt-5.4')).toEqual([
      { effort: 'high' },
      ['coerced reasoning.budgetTokens'],
    ])
  })
})

describe('quirks of the other wire', () => {
  it('ask for reasoning in encrypted form where there is any', () => {
    expect(onResponses(responses, 'gpt-5-pro').encryptedReasoning).toBe(true)
    expect(onResponses(responses, 'gpt-4o').encryptedReasoning).toBeUndefined()
  })

  it('raise a bound that the vendor would refuse, and say so', () => {
    const { body, warnings } = writeRequest(
      { messages: [], maxOutputTokens: 5 },
      { model: 'gpt-5-pro', stream: false, quirks: responses },
    )
    expect(body.max_output_tokens).toBe(16)
    expect(warnings).toMatchObject([{ type: 'coerced', field: 'maxOutputTokens' }])
  })
})

describe('the list of models', () => {
  it('has what the vendor has, with what is known of each', async () => {
    await using simulator = await startOpenAISimulator()
    await using attempts = attemptsAt(simulator)
    const plugin = await startedPlugin({ baseUrl: simulator.url })
    const cards = await plugin.listModels(attempts.next(''))
    expect(cards.find(card => card.id === 'gpt-5-mini')).toMatchObject({
      capabilities: ['chat'],
      limits: { contextTokens: 400_000 },
    })
    expect(cards.every(card => card.capabilities.length === 1)).toBe(true)
  })

  it("tells a refused key as the account's fault, and a vendor that is away as the network's", async () => {
    await using simulator = await startOpenAISimulator()
    const plugin = await startedPlugin({ baseUrl: simulator.url })
    await using attempts = attemptsAt(simulator, 'sk-wrong')
    await expect(plugin.listModels(attempts.next(''))).rejects.toMatchObject({
      code: 'auth',
      origin: 'provider',
      status: 502,
    })
    await expect(plugin.probe(attempts.next(''))).rejects.toMatchObject({ code: 'auth', origin: 'provider' })
    simulator.script(
      { error: 'rate_limit_exceeded', headers: { 'retry-after': '3' } },
      { fault: { kind: 'reset' } },
    )
    await using good = attemptsAt(simulator)
    await expect(plugin.listModels(good.next(''))).rejects.toMatchObject({
      retryAfterMs: 3000,
      upstream: { requestId: expect.stringContaining('req_') },
    })
    await expect(plugin.listModels(good.next(''))).rejects.toMatchObject({
      code: 'network',
      origin: 'provider',
    })
  })
})
