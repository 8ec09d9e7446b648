import type { ChatRequest, JsonObject } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { writeRequest as writeChat } from '../openai-chat/index.ts'
import {
  quirksFor,
  readCount,
  readRequest,
  type ResponsesQuirks,
  stateIn,
  writeCount,
  writeCountRequest,
  writeRequest,
} from './index.ts'

const hi: ChatRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }
const target = { model: 'm', stream: false }
const written = (request: ChatRequest, quirks?: ResponsesQuirks) =>
  writeRequest(request, { ...target, ...(quirks ? { quirks } : {}) })

describe('readRequest', () => {
  test('takes a text for a user’s word, and instructions for what goes before', () => {
    const { request } = readRequest({ model: 'm', input: 'hi', instructions: 'Be brief.' })
    expect(request.messages).toMatchObject([
      { role: 'system', content: [{ text: 'Be brief.' }] },
      { role: 'user', content: [{ text: 'hi' }] },
    ])
  })

  test('groups what an assistant said, and hears the results one by one', () => {
    const { request } = readRequest({
      model: 'm',
      input: [
        { role: 'user', content: 'a' },
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { role: 'assistant', content: 'b' },
        { type: 'function_call', call_id: '1', name: 'f', arguments: '' },
        { type: 'function_call', call_id: '2', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: '1', output: 'x' },
        { type: 'function_call_output', call_id: '2', output: [{ type: 'input_text', text: 'y' }] },
      ],
    })
    expect(request.messages.map(({ role, content }) => [role, content.map(part => part.type)])).toEqual([
      ['user', ['text']],
      ['assistant', ['reasoning', 'text', 'tool-call', 'tool-call']],
      ['tool', ['tool-result']],
      ['tool', ['tool-result']],
    ])
  })

  test('knows a reference without a type, and takes null for nothing', () => {
    const { request, stream, store } = readRequest({
      model: 'm',
      input: [{ id: 'msg_1' }],
      ...Object.fromEntries(
        [
          'instructions',
          'tools',
          'temperature',
          'text',
          'reasoning',
          'include',
          'metadata',
          'stream',
          'store',
        ].map(name => [name, null]),
      ),
    })
    expect([stream, store]).toEqual([false, true])
    expect(written(request).body.input).toEqual([{ type: 'item_reference', id: 'msg_1' }])
  })

  test.each<[string, JsonObject]>([
    ['model', { input: 'x' }],
    ['input', { input: 5 }],
    ['input[0]', { input: ['x'] }],
    ['input[0].role', { input: [{ role: 'robot', content: 'x' }] }],
    ['input[0].content', { input: [{ role: 'user' }] }],
    ['input[0].content[0].text', { input: [{ role: 'user', content: [{ type: 'input_text' }] }] }],
    ['input[0].content[0]', { input: [{ role: 'user', content: [{ type: 'input_file' }] }] }],
    ['input[0].content[0].type', { input: [{ role: 'assistant', content: [{ text: 'x' }] }] }],
    ['input[0].call_id', { input: [{ type: 'function_call', name: 'f', arguments: '' }] }],
    ['input[0].arguments', { input: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: {} }] }],
    ['input[0].call_id', { input: [{ type: 'function_call_output', output: 'x' }] }],
    ['input[0].id', { input: [{}] }],
    ['tools[0].name', { tools: [{ type: 'function' }] }],
    ['tools[0].type', { tools: [{}] }],
    ['tool_choice', { tool_choice: 'some' }],
    ['tool_choice.mode', { tool_choice: { type: 'allowed_tools', tools: [] } }],
    ['text.format.name', { text: { format: { type: 'json_schema', schema: {} } } }],
    ['reasoning.effort', { reasoning: { effort: 3 } }],
    ['max_output_tokens', { max_output_tokens: 0 }],
    ['include[0]', { include: [1] }],
    ['store', { store: 'yes' }],
  ])('refuses what is wrong at %s', (param, body) => {
    const whole: JsonObject = param === 'model' ? body : { model: 'm', ...body }
    expect(() => readRequest(whole)).toThrow(
      expect.objectContaining({ code: 'invalid_request', param }) as Error,
    )
  })
})

test('an ordinary request has nothing that another wire would lose', () => {
  const { request } = readRequest({
    model: 'm',
    instructions: 'Be brief.',
    input: [
      { role: 'user', content: 'a' },
      {
        type: 'message',
        id: 'msg_1',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'b', annotations: [], logprobs: [] }],
      },
      { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{}', status: 'completed' },
      { type: 'function_call_output', call_id: 'c', output: 'ok' },
    ],
    tools: [{ type: 'function', name: 'f', parameters: { type: 'object' }, strict: null }],
    include: ['reasoning.encrypted_content'],
    store: true,
  })
  expect(writeChat(request, { model: 'm', stream: false }).warnings).toEqual([])
})

describe('writeRequest', () => {
  test('has the vendor keep nothing that came on another wire', () => {
    expect(written(hi).body).toEqual({ model: 'm', input: [{ role: 'user', content: 'hi' }], store: false })
    expect(written(hi, { encryptedReasoning: true }).body.include).toEqual(['reasoning.encrypted_content'])
    const { request } = readRequest({ model: 'm', input: 'hi' })
    expect(written(request, { encryptedReasoning: true }).body).toEqual({
      model: 'm',
      input: [{ role: 'user', content: 'hi' }],
    })
  })

  test('does not make functions strict that nobody wanted strict', () => {
    const { body } = written({
      ...hi,
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }],
    })
    expect(body.tools).toEqual([
      { type: 'function', name: 'f', parameters: { type: 'object', properties: {} }, strict: false },
    ])
  })

  test('warns of each thing that the wire has no word for', () => {
    const { warnings } = written({
      ...hi,
      topK: 3,
      stop: ['x'],
      seed: 1,
      presencePenalty: 1,
      frequencyPenalty: 1,
      candidates: 2,
      reasoning: { budgetTokens: 5 },
    })
    expect(warnings.map(({ field }) => field).toSorted()).toEqual([
      'candidates',
      'frequencyPenalty',
      'presencePenalty',
      'reasoning.budgetTokens',
      'seed',
      'stop',
      'topK',
    ])
    expect(written({ ...hi, candidates: 1 }).warnings).toEqual([])
  })

  test('does not send another vendor’s proof of its reasoning to this one', () => {
    const { body, warnings } = written({
      messages: [
        ...hi.messages,
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm', signature: 'of another', encrypted: 'sealed by another' },
            { type: 'text', text: 'a' },
          ],
        },
      ],
    })
    expect(body.input).toEqual([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'a' },
    ])
    expect(warnings).toMatchObject([{ type: 'dropped', field: 'messages[1].content[0]' }])
  })

  test('answers a call of a tool that takes text in its own form', () => {
    const extra = { 'openai-responses': { type: 'custom_tool_call' } }
    const { body } = written({
      messages: [
        { role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'grep', input: 'x', extra }] },
        {
          role: 'tool',
          content: [{ type: 'tool-result', callId: 'c', content: [{ type: 'text', text: 'y' }] }],
        },
      ],
    })
    expect(body.input).toEqual([
      { type: 'custom_tool_call', call_id: 'c', name: 'grep', input: 'x' },
      { type: 'custom_tool_call_output', call_id: 'c', output: 'y' },
    ])
  })

  test('leaves out what a model does not take, and what was asked for only by it', () => {
    const quirks: ResponsesQuirks = {
      rules: [
        { models: /^m$/, unlessEffort: ['none'], quirks: { unsupported: ['temperature', 'top_logprobs'] } },
      ],
    }
    const { body, warnings } = written({ ...hi, temperature: 1, logprobs: { top: 2 } }, quirks)
    expect(body).not.toHaveProperty('temperature')
    expect(body).not.toHaveProperty('include')
    expect(warnings.map(({ field }) => field)).toEqual(['temperature', 'top_logprobs'])
    expect(quirksFor(quirks, 'm', 'none').unsupported).toBeUndefined()
    expect(quirksFor(quirks, 'n').unsupported).toBeUndefined()
  })

  test('what the vendor ran goes back as it came', () => {
    const item = {
      type: 'file_search_call',
      id: 'fs',
      status: 'completed',
      queries: ['q'],
      results: [{ text: 'r' }],
    }
    const drawn = { type: 'image_generation_call', id: 'ig', status: 'completed', result: 'aGk=' }
    const shell = { type: 'shell_call_output', call_id: 's', output: [{ stdout: 'x' }] }
    const { request } = readRequest({ model: 'm', input: [item, drawn, shell] })
    expect(written(request).body.input).toEqual([item, drawn, shell])
  })
})

describe('counting', () => {
  test('sends what is counted and nothing else', () => {
    const { request } = readRequest({
      model: 'm',
      input: 'hi',
      temperature: 1,
      previous_response_id: 'r',
      stream: true,
    })
    expect(writeCountRequest(request, { model: 'm' }).body).toEqual({
      model: 'm',
      input: [{ role: 'user', content: 'hi' }],
      previous_response_id: 'r',
    })
  })

  test('is read and written', () => {
    const usage = readCount({ object: 'response.input_tokens', input_tokens: 7 })
    expect(usage.meters).toEqual({ input: { certainty: 'known', quantity: 7 } })
    expect(writeCount(usage)).toEqual({ object: 'response.input_tokens', input_tokens: 7 })
    expect(writeCount({ meters: {} })).toBeUndefined()
    expect(() => readCount({})).toThrow(/count/)
  })
})

describe('state that an account holds', () => {
  test('is found wherever a request names it', () => {
    const state = stateIn({
      previous_response_id: 'resp_1',
      conversation: { id: 'conv_1' },
      prompt: { id: 'pmpt_1' },
      input: [
        { role: 'user', content: [{ type: 'input_image', file_id: 'file-1' }] },
        { type: 'item_reference', id: 'msg_1' },
        { id: 'msg_2' },
        { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gA' },
        { type: 'reasoning', id: 'rs_2', summary: [] },
        { type: 'compaction', encrypted_content: 'gB' },
        { type: 'function_call_output', call_id: 'c', output: [{ type: 'input_file', file_id: 'file-2' }] },
      ],
      tools: [
        { type: 'file_search', vector_store_ids: ['vs_1'] },
        { type: 'code_interpreter', container: 'cntr_1' },
      ],
    })
    expect(state.map(({ kind, id, param }) => `${kind} ${id} ${param}`)).toEqual([
      'response resp_1 previous_response_id',
      'conversation conv_1 conversation.id',
      'prompt pmpt_1 prompt.id',
      'file file-1 input[0].content[0].file_id',
      'item msg_1 input[1].id',
      'item msg_2 input[2].id',
      'encrypted rs_1 input[3].encrypted_content',
      'reasoning rs_2 input[4].id',
      'encrypted  input[5].encrypted_content',
      'file file-2 input[6].output[0].file_id',
      'vector-store vs_1 tools[0].vector_store_ids[0]',
      'container cntr_1 tools[1].container',
    ])
  })

  test('is none where all that there is comes with the request', () => {
    const message = { type: 'message', id: 'msg_1', role: 'assistant', content: 'x' }
    const body = { input: ['x', message], tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] }
    expect(stateIn(body)).toEqual([])
    expect(stateIn({ input: 'hi', previous_response_id: null })).toEqual([])
  })
})
