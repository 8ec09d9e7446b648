import type { JsonObject, Warning } from '@lucid-gateway/core'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { readRequest, type ResponsesQuirks, writeRequest } from '@lucid-gateway/wires/openai-responses'
import { describe, expect, it } from 'vitest'
import { fittedFields } from './responses-relay.ts'

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
