import { expect, it } from 'vitest'
import { user } from '../../testing/clients/test-client.ts'
import { type ClientId, clients, describePairs } from '../../testing/matrix.ts'
import type { BehindId } from '../../testing/vendors.ts'

interface Failure {
  readonly of: string
  /** What each vendor calls it; undefined where it knows no such thing. */
  readonly vendors: Readonly<Record<'openai' | 'anthropic' | 'google', string | undefined>>
  /** What the caller is answered with. */
  readonly status: number
  /** In Anthropic's dialect, where that has a status of its own for it. */
  readonly anthropicStatus?: number
}

const failures: readonly Failure[] = [
  {
    of: 'too many requests',
    vendors: { openai: 'rate_limit_exceeded', anthropic: 'rate_limit_error', google: 'rate_limit' },
    status: 429,
  },
  {
    of: 'an account without credit',
    vendors: { openai: 'insufficient_quota', anthropic: 'billing_error', google: 'daily_quota' },
    status: 429,
    anthropicStatus: 402,
  },
  {
    of: 'a vendor without capacity',
    vendors: { openai: 'server_is_overloaded', anthropic: 'overloaded_error', google: 'overloaded' },
    status: 503,
    anthropicStatus: 529,
  },
  {
    of: 'a vendor that fails',
    vendors: { openai: 'server_error', anthropic: 'api_error', google: 'internal' },
    status: 502,
  },
  {
    of: 'a vendor that takes too long',
    vendors: { openai: undefined, anthropic: 'timeout_error', google: 'deadline' },
    status: 504,
  },
  {
    of: 'a prompt that is too long',
    vendors: { openai: 'context_length_exceeded', anthropic: 'prompt_too_long', google: 'context_length' },
    status: 400,
  },
  {
    of: 'a model that the vendor does not have',
    vendors: { openai: 'model_not_found', anthropic: 'not_found_error', google: 'model_not_found' },
    status: 404,
  },
  {
    of: "the operator's key, which is no fault of the caller",
    vendors: { openai: 'invalid_api_key', anthropic: 'authentication_error', google: 'api_key_invalid' },
    status: 502,
  },
  {
    of: "what the operator's account may not do",
    vendors: { openai: 'missing_scope', anthropic: 'permission_error', google: 'permission_denied' },
    status: 502,
  },
]

const common = {
  400: 'BadRequestError',
  404: 'NotFoundError',
  429: 'RateLimitError',
  502: 'InternalServerError',
}

/** What the SDKs that have errors of several names throw for a status. */
const names: Readonly<Record<'openai' | 'anthropic', Readonly<Record<number, string>>>> = {
  openai: { ...common, 503: 'InternalServerError', 504: 'InternalServerError' },
  anthropic: { ...common, 402: 'PaymentRequiredError', 504: 'GatewayTimeoutError', 529: 'OverloadedError' },
}

/** OpenAI's words are the same on both of its wires. */
function nameOf({ vendors }: Failure, vendor: BehindId): string | undefined {
  return vendors[vendor === 'responses' || vendor === 'compatible' ? 'openai' : vendor]
}

/** Google's SDK and the `ai` package have one error for all refusals. */
function expectedOf({ anthropicStatus, status: usual }: Failure, client: ClientId) {
  const { errors, wire } = clients[client]
  const status = wire === 'anthropic-messages' ? (anthropicStatus ?? usual) : usual
  if (errors === 'ai') return { name: 'AI_APICallError', status }
  return { name: errors === 'gemini' ? 'ApiError' : names[errors][status], status }
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
