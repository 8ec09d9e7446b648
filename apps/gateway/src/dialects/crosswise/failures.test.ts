import { expect, it } from 'vitest'
import { user } from '../../testing/clients/test-client.ts'
import { type ClientId, clients, describePairs } from '../../testing/matrix.ts'
import type { BehindId } from '../../testing/vendors.ts'

const gemini = (status: number) => ({ name: 'ApiError', status })

/** What each vendor calls a case, and what each SDK throws for it. */
const failures = [
  {
    of: 'too many requests',
    vendors: { openai: 'rate_limit_exceeded', anthropic: 'rate_limit_error', google: 'rate_limit' },
    sdk: {
      openai: { name: 'RateLimitError', status: 429 },
      anthropic: { name: 'RateLimitError', status: 429 },
      gemini: gemini(429),
    },
  },
  {
    of: 'an account without credit',
    vendors: { openai: 'insufficient_quota', anthropic: 'billing_error', google: 'daily_quota' },
    sdk: {
      openai: { name: 'RateLimitError', status: 429 },
      anthropic: { name: 'PaymentRequiredError', status: 402 },
      gemini: gemini(429),
    },
  },
  {
    of: 'a vendor without capacity',
    vendors: { openai: 'server_is_overloaded', anthropic: 'overloaded_error', google: 'overloaded' },
    sdk: {
      openai: { name: 'InternalServerError', status: 503 },
      anthropic: { name: 'OverloadedError', status: 529 },
      gemini: gemini(503),
    },
  },
  {
    of: 'a vendor that fails',
    vendors: { openai: 'server_error', anthropic: 'api_error', google: 'internal' },
    sdk: {
      openai: { name: 'InternalServerError', status: 502 },
      anthropic: { name: 'InternalServerError', status: 502 },
      gemini: gemini(502),
    },
  },
  {
    of: 'a vendor that takes too long',
    vendors: { openai: undefined, anthropic: 'timeout_error', google: 'deadline' },
    sdk: {
      openai: { name: 'InternalServerError', status: 504 },
      anthropic: { name: 'GatewayTimeoutError', status: 504 },
      gemini: gemini(504),
    },
  },
  {
    of: 'a prompt that is too long',
    vendors: { openai: 'context_length_exceeded', anthropic: 'prompt_too_long', google: 'context_length' },
    sdk: {
      openai: { name: 'BadRequestError', status: 400 },
      anthropic: { name: 'BadRequestError', status: 400 },
      gemini: gemini(400),
    },
  },
  {
    of: 'a model that the vendor does not have',
    vendors: { openai: 'model_not_found', anthropic: 'not_found_error', google: 'model_not_found' },
    sdk: {
      openai: { name: 'NotFoundError', status: 404 },
      anthropic: { name: 'NotFoundError', status: 404 },
      gemini: gemini(404),
    },
  },
  {
    of: "the operator's key, which is no fault of the caller",
    vendors: { openai: 'invalid_api_key', anthropic: 'authentication_error', google: 'api_key_invalid' },
    sdk: {
      openai: { name: 'InternalServerError', status: 502 },
      anthropic: { name: 'InternalServerError', status: 502 },
      gemini: gemini(502),
    },
  },
  {
    of: "what the operator's account may not do",
    vendors: { openai: 'missing_scope', anthropic: 'permission_error', google: 'permission_denied' },
    sdk: {
      openai: { name: 'InternalServerError', status: 502 },
      anthropic: { name: 'InternalServerError', status: 502 },
      gemini: gemini(502),
    },
  },
] as const

type Failure = (typeof failures)[number]

/** OpenAI's words are the same on both of its wires. */
function nameOf({ vendors }: Failure, vendor: BehindId): string | undefined {
  return vendors[vendor === 'responses' || vendor === 'compatible' ? 'openai' : vendor]
}

/** The `ai` package has one error for all refusals of all dialects. */
function expectedOf({ sdk }: Failure, client: ClientId): { readonly name: string; readonly status: number } {
  const { errors, wire } = clients[client]
  if (errors !== 'ai') return sdk[errors]
  const dialect = wire === 'anthropic-messages' ? 'anthropic' : wire === 'gemini' ? 'gemini' : 'openai'
  return { name: 'AI_APICallError', status: sdk[dialect].status }
}

describePairs(pair => {
  it.each(failures)("throws the client's own error for $of", async failure => {
    const { client, clientId, vendor, vendorId } = pair()
    const name = nameOf(failure, vendorId)
    if (name === undefined) return
    const question = { model: vendor.model, turns: [user(`sim:error=${name}`)] }
    for (const ask of [client.ask, client.stream]) {
      const thrown: unknown = await ask(question).catch((error: unknown) => error)
      expect(client.failureOf(thrown)).toEqual(expectedOf(failure, clientId))
      expect(String(thrown)).not.toContain('sk-')
    }
  })

  it.each(['reset:2', 'close:2', 'end:2', 'error-event:2'])('fails a stream that %s cuts', async fault => {
    const { client, vendor } = pair()
    const question = { model: vendor.model, turns: [user(`Count to ten sim:fault=${fault}`)] }
    await expect(client.stream(question)).rejects.toThrow()
  })
})
