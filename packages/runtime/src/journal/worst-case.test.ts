import { chat, type ChatRequest } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
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
