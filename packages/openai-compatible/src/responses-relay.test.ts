import { type Attempt, type JsonObject, noUsage, type Warning } from '@lucid-gateway/core'
import { relayBody } from '@lucid-gateway/wires/json-body'
import {
  readRequest,
  type ResponsesQuirks,
  writeAnswer,
  writeRequest,
} from '@lucid-gateway/wires/openai-responses'
import { describe, expect, it } from 'vitest'
import { fittedFields, responsesRelay } from './responses-relay.ts'

const quirks: ResponsesQuirks = {
  leastOutputTokens: 16,
  rules: [
    {
      models: /^thinker/,
      unlessEffort: ['none'],
      quirks: { unsupported: ['temperature', 'top_p', 'top_logprobs'] },
    },
  ],
}
const hi = [{ role: 'user', content: 'hi' }]
const logprobs = 'message.output_text.logprobs'

describe('a relayed body', () => {
  it.each<[string, JsonObject, string, readonly string[]]>([
    ['with nothing that bears on it', { temperature: 1 }, 'talker', []],
    [
      'with a temperature',
      { temperature: 1, top_p: 0.5 },
      'thinker',
      ['dropped temperature', 'dropped top_p'],
    ],
    [
      'with a temperature for one that does not think',
      { temperature: 1, reasoning: { effort: 'none' } },
      'thinker',
      [],
    ],
    ['with null', { temperature: null }, 'thinker', []],
    ['with log-probabilities', { top_logprobs: 2, include: [logprobs] }, 'thinker', ['dropped top_logprobs']],
    [
      'with log-probabilities and more',
      { top_logprobs: 2, include: [logprobs, 'web_search_call.results'] },
      'thinker',
      ['dropped top_logprobs'],
    ],
    ['with a bound that is too low', { max_output_tokens: 5 }, 'talker', ['coerced max_output_tokens']],
    ['with a bound that is good', { max_output_tokens: 16 }, 'talker', []],
  ])('is sent as the translation would be, and says so: %s', (_what, fields, model, told) => {
    const parsed: JsonObject = { model: 'acme/x', input: hi, ...fields }
    const warnings: Warning[] = []
    const body = relayBody(Buffer.from(JSON.stringify(parsed)), parsed)
    const sent = body.patched(
      fittedFields(body, model, quirks, { warn: warning => void warnings.push(warning) }),
    )
    const { request, stream } = readRequest(parsed)
    const translated = writeRequest(request, { model, stream, quirks }).body
    expect(JSON.parse(Buffer.from(sent).toString())).toEqual(translated)
    expect(warnings.map(({ type, field }) => `${type} ${field}`)).toEqual(told)
  })
})

describe('a body with what another vendor thought', () => {
  it('is not relayed, since this vendor could not read it', async () => {
    const relay = responsesRelay({} as never, '/responses', {})
    const body = (encrypted_content: string) => {
      const value = { input: [{ type: 'reasoning', summary: [], encrypted_content }] }
      return relayBody(Buffer.from(JSON.stringify(value)), value)
    }
    for (const proof of [{ signature: 'signed' }, {}]) {
      const { body: answer } = writeAnswer(
        {
          content: [{ type: 'reasoning', text: 'Hm.', ...proof }],
          finish: { unified: 'stop' },
          usage: noUsage,
        },
        { id: 'resp_1', model: 'm', created: 1 },
      )
      const [{ encrypted_content: sealed }] = answer['output'] as unknown as [{ encrypted_content: string }]
      expect(relay.takes?.(body(sealed), 'm')).toBe(false)
    }
    expect(relay.takes?.(body('gAAAAA'), 'm')).toBe(true)
    expect(relay.takes?.(relayBody(Buffer.from('{"input":"hi"}'), { input: 'hi' }), 'm')).toBe(true)
  })
})

describe('what the vendor keeps', () => {
  const asked: string[] = []
  const relay = responsesRelay(
    { ask: async (method: string, path: string) => void asked.push(`${method} ${path}`) } as never,
    '/responses',
    {},
  )
  const attempt = {} as Attempt<object>

  it('is at its id, with its parts and the query of the caller', async () => {
    asked.length = 0
    await relay.kept?.get({ id: 'resp_1', part: 'input_items', query: 'limit=2' }, attempt)
    await relay.kept?.delete?.({ id: 'resp_1' }, attempt)
    await relay.kept?.cancel?.({ id: 'resp_1' }, attempt)
    expect(asked).toEqual([
      'GET /responses/resp_1/input_items?limit=2',
      'DELETE /responses/resp_1',
      'POST /responses/resp_1/cancel',
    ])
  })

  it.each(['..', '.', '', 'a/b', 'a?b', '%2e%2e', 'a'.repeat(257)])('is not at "%s"', async id => {
    asked.length = 0
    await expect(relay.kept?.get({ id }, attempt)).rejects.toMatchObject({ code: 'not_found' })
    expect(asked).toEqual([])
  })
})
