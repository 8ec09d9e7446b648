import type { JsonObject, RelayBody, Warning } from '@lucid-gateway/core'
import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import type { Transport } from '@lucid-gateway/transport'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { type ChatQuirks, readRequest, writeRequest } from '@lucid-gateway/wires/openai-chat'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openaiCompatible } from './index.ts'
import { fits, fittedFields } from './relay-fit.ts'
import { attemptAt, freshTransport, started } from './test/started.ts'

const hi = { role: 'user', content: 'hi' }

function bodyOf(fields: object): { readonly body: RelayBody; readonly parsed: JsonObject } {
  const bytes = Buffer.from(JSON.stringify({ model: 'acme/x', messages: [hi], ...fields }))
  const parsed = JSON.parse(bytes.toString()) as JsonObject
  return { body: relayBody(bytes, parsed), parsed }
}

const toldTo = (warnings: Warning[]) => ({ warn: (warning: Warning) => void warnings.push(warning) })

const newest = { max_completion_tokens: 9 }

describe('a body that differs in top-level fields alone', () => {
  it.each<[string, ChatQuirks, object, readonly string[]]>([
    ['unsupported fields', { unsupported: ['seed', 'stop'] }, { seed: 4 }, ['dropped seed']],
    ['an unsupported null', { unsupported: ['seed'] }, { seed: null }, []],
    ['no top_k', {}, { top_k: 4 }, ['dropped top_k']],
    ['top_k', { topK: true }, { top_k: 4 }, []],
    [
      'a cap',
      { maxTokensField: 'max_tokens' },
      { max_completion_tokens: 9 },
      ['coerced max_completion_tokens'],
    ],
    ['a null cap', { maxTokensField: 'max_tokens' }, { max_completion_tokens: null, max_tokens: 9 }, []],
    [
      'a cap that it does not take at all',
      { maxTokensField: 'max_tokens', unsupported: ['max_tokens'] },
      { max_completion_tokens: 9 },
      ['coerced max_completion_tokens', 'dropped max_tokens'],
    ],
    ['the end user', { userField: 'safety_identifier' }, { user: 'u' }, ['coerced user']],
    ['the end user, older', { userField: 'user' }, { safety_identifier: 'u' }, ['coerced safety_identifier']],
    ['both end users', { userField: 'safety_identifier' }, { user: 'u', safety_identifier: 's' }, []],
    ['a choice', { toolChoiceRequired: 'any' }, { tool_choice: 'required' }, ['coerced tool_choice']],
    ['another choice', { toolChoiceRequired: 'any' }, { tool_choice: 'none' }, []],
    [
      'the older role',
      { systemRole: 'system' },
      { messages: [{ role: 'developer', content: 'Be brief.' }, hi] },
      ['coerced messages'],
    ],
    ['the usage of a stream', {}, { stream: true }, ['coerced stream_options']],
    [
      'the usage of a stream with options',
      {},
      { stream: true, stream_options: { include_obfuscation: false } },
      ['coerced stream_options'],
    ],
    [
      'a stream that is asked for its usage',
      {},
      { stream: true, stream_options: { include_usage: true } },
      [],
    ],
    ['no usage of a stream', { streamUsage: false }, { stream: true }, []],
  ])('is sent as the translation would be, and says so: %s', (_what, quirks, fields, told) => {
    const { body, parsed } = bodyOf(fields)
    const warnings: Warning[] = []
    expect(fits(body, quirks)).toBe(true)
    const sent = body.patched(fittedFields(body, 'x', quirks, toldTo(warnings)))
    const { request, stream } = readRequest(parsed)
    const translated = writeRequest(request, { model: 'x', stream, quirks }).body
    expect(withoutNulls(JSON.parse(Buffer.from(sent).toString()) as JsonObject)).toEqual(translated)
    expect(warnings.map(({ type, field }) => `${type} ${field}`)).toEqual(told)
  })

  it.each<[string, ChatQuirks, object, readonly string[]]>([
    ['the older alone', { maxTokensField: 'max_tokens' }, { max_tokens: 9 }, ['dropped max_tokens']],
    ['the newer alone', { maxTokensField: 'max_completion_tokens' }, newest, ['dropped max_tokens']],
    ['both', {}, newest, ['dropped max_tokens']],
  ])(
    'is asked for more than the newer of its two caps, by which it is paid for, of a vendor that knows %s',
    (_what, quirks, sent, told) => {
      const { body, parsed } = bodyOf({ max_tokens: 100_000, max_completion_tokens: 9 })
      const warnings: Warning[] = []
      const patched = body.patched(fittedFields(body, 'x', quirks, toldTo(warnings)))
      expect(JSON.parse(Buffer.from(patched).toString())).toEqual({ model: 'x', messages: [hi], ...sent })
      expect(readRequest(parsed).request.maxOutputTokens).toBe(9)
      expect(warnings.map(({ type, field }) => `${type} ${field}`)).toEqual(told)
    },
  )

  it('passes what nothing is to be changed in', () => {
    const { body } = bodyOf({ temperature: 1, user: 'u', max_tokens: 9, seed: 4 })
    expect(fittedFields(body, 'x', {}, { warn: () => expect.unreachable() })).toEqual({ model: 'x' })
  })
})

const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }
const result = { role: 'tool', tool_call_id: 'c', content: 'done' }
const thought = { role: 'assistant', content: 'hm' }

describe('a body that differs deeper', () => {
  it.each<[string, ChatQuirks, object, boolean]>([
    [
      'parts, for text alone',
      { textOnly: true },
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] },
      false,
    ],
    ['text, for text alone', { textOnly: true }, {}, true],
    ['parts', {}, { messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] }, true],
    [
      'the name of a tool',
      {},
      { messages: [hi, { role: 'assistant', tool_calls: [call] }, { ...result, name: 'f' }] },
      false,
    ],
    [
      'the name of a tool, where it is known',
      { toolResultName: true },
      { messages: [{ ...result, name: 'f' }] },
      true,
    ],
    ['the name of a user', {}, { messages: [{ ...hi, name: 'ann' }] }, true],
    ['reasoning', {}, { messages: [{ ...thought, reasoning_content: 'so' }] }, false],
    [
      'reasoning by its name',
      { reasoningField: 'reasoning' },
      { messages: [{ ...thought, reasoning: 'so' }] },
      true,
    ],
    [
      'reasoning by another name',
      { reasoningField: 'reasoning' },
      { messages: [{ ...thought, reasoning_content: 'so' }] },
      false,
    ],
    [
      'a usage that the vendor can not be asked for',
      { streamUsage: false },
      { stream: true, stream_options: { include_usage: true } },
      false,
    ],
    ['no messages at all', {}, { messages: 'hi' }, true],
    ['messages that are none', {}, { messages: [null, 1] }, true],
  ])('is left to the translation: %s', (_what, quirks, fields, fit) => {
    expect(fits(bodyOf(fields).body, quirks)).toBe(fit)
  })
})

function withoutNulls(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
}

describe('a vendor that is strict', () => {
  let simulator: OpenAISimulator
  let transport: Transport
  beforeAll(async () => {
    simulator = await startOpenAISimulator()
    transport = freshTransport()
  })
  afterAll(async () => {
    await transport.close()
    await simulator.close()
  })
  beforeEach(() => simulator.reset())

  const strict = openaiCompatible({
    id: 'strict',
    baseUrl: 'https://strict.example/v1',
    apiKey: { env: 'KEY' },
    quirks: {
      rules: [{ models: /^gpt-5/, unlessEffort: ['none'], quirks: { unsupported: ['temperature'] } }],
    },
  })
  const attempt = (model: string) => attemptAt(transport, simulator.url, model, { apiKey: simulatorKey })

  it('is not sent by relay what it would refuse', async () => {
    const { chat } = await started(strict, { baseUrl: simulator.url })
    const asked = attempt('gpt-5-mini')
    await chat.relay.send(bodyOf({ temperature: 0.5 }).body, asked)
    expect(simulator.requests[0]?.body).not.toHaveProperty('temperature')
    expect(asked.warnings).toMatchObject([{ type: 'dropped', field: 'temperature' }])
  })

  it('is sent what it takes at the effort that is asked for', async () => {
    const { chat } = await started(strict, { baseUrl: simulator.url })
    const asked = attempt('gpt-5.4-mini')
    await chat.relay.send(bodyOf({ temperature: 0.5, reasoning_effort: 'none' }).body, asked)
    expect(simulator.requests[0]?.body).toMatchObject({ temperature: 0.5 })
    expect(asked.warnings).toEqual([])
  })
})
