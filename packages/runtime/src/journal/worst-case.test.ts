import { chat, type ChatRequest } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { mostInput } from './most-input.ts'
import { worstCase } from './worst-case.ts'

const prices = ['input', 'output'].map(meter => ({ meter, nanoUsd: 40_000n, per: 1 }))
const asking = (maxOutputTokens: number): ChatRequest => ({
  messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
  maxOutputTokens,
})

it('no model writes more than its card says, whatever a caller lets it', () => {
  const card = { id: 'm', capabilities: ['chat'], prices, limits: { contextTokens: 100, outputTokens: 10 } }
  const { worst, atMostNanoUsd } = worstCase(chat, asking(Number.MAX_SAFE_INTEGER), card)
  expect(worst.meters.output).toEqual({ certainty: 'unknown', atMost: 10 })
  expect(BigInt(atMostNanoUsd ?? 0)).toBeLessThanOrEqual(110n * 40_000n)
  expect(worstCase(chat, asking(3), card).worst.meters.output).toEqual({ certainty: 'unknown', atMost: 3 })
})

it('a bound that is more than anybody can be asked for is none', () => {
  const card = { id: 'm', capabilities: ['chat'], prices }
  expect(worstCase(chat, asking(Number.MAX_SAFE_INTEGER), card).atMostNanoUsd).toBeUndefined()
})

it('a search that may be made and has no price leaves the cost without a bound', () => {
  const prices = [
    { meter: 'input', nanoUsd: 1n, per: 1 },
    { meter: 'output', nanoUsd: 1n, per: 1 },
  ]
  const card = { id: 'm', capabilities: ['chat'], limits: { contextTokens: 1000 }, prices }
  const request = { messages: [], maxOutputTokens: 10 }
  const searching = { ...request, tools: [{ type: 'web_search' }] }
  const calling = { ...request, tools: [{ type: 'function', name: 'f', parameters: {} }] }
  expect(worstCase(chat, request, card).atMostNanoUsd).toBeDefined()
  expect(worstCase(chat, calling, card).atMostNanoUsd).toBeDefined()
  expect(worstCase(chat, searching, card).atMostNanoUsd).toBeUndefined()
})

it('names count by their bytes, and what is given as JSON with its escapes', () => {
  const most = (request: object) => mostInput({ messages: [], ...request }) as number
  expect(most({ metadata: { ['ü'.repeat(1000)]: 1 } })).toBeGreaterThanOrEqual(2000)
  const description = '\u0001'.repeat(1000)
  expect(most({ tools: [{ type: 'function', name: 'f', description }] })).toBeGreaterThanOrEqual(6000)
})
