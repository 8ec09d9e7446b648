import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '../../index.ts'

const otherKey = 'sk-of-another-account'
let simulator: OpenAISimulator
beforeAll(async () => {
  simulator = await startOpenAISimulator({ keys: [simulatorKey, otherKey] })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

type Json = Record<string, unknown>

async function call(method: string, path: string, body?: unknown, key = simulatorKey) {
  const answer = await fetch(`${simulator.url}/${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  return { status: answer.status, text, json: (text.startsWith('{') ? JSON.parse(text) : {}) as Json }
}
const create = (body: object, key?: string) => call('POST', 'responses', body, key)
const refused = async (body: object) => {
  const { status, json } = await create(body)
  const error = json['error'] as { message: string; param: string | null; code: string | null }
  return { status, ...error }
}

const model = 'gpt-4o-mini'
const weather = {
  type: 'function',
  name: 'weather',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
}

describe('POST /v1/responses', () => {
  it('answers, and says what it was asked', async () => {
    const { json } = await create({ model, input: 'hello there', instructions: 'Be kind.' })
    expect(json).toMatchObject({
      id: 'resp_sim1',
      object: 'response',
      status: 'completed',
      instructions: 'Be kind.',
      store: true,
      output: [{ type: 'message', content: [{ type: 'output_text', text: 'You said: hello there' }] }],
    })
    const { usage } = json as { usage: { input_tokens: number; output_tokens: number } }
    expect(simulator.requests[0]?.usage).toMatchObject({
      promptTokens: usage.input_tokens,
      completionTokens: usage.output_tokens,
    })
  })

  it('streams the events of the documents, in order and numbered', async () => {
    const { text } = await create({
      model: 'gpt-5-mini',
      input: 'hello',
      stream: true,
      reasoning: { summary: 'auto' },
    })
    const events = text
      .split('\n\n')
      .filter(Boolean)
      .map(event => {
        const [name = '', data = ''] = event.split('\n')
        const parsed = JSON.parse(data.slice(6)) as Json
        expect(name).toBe(`event: ${String(parsed['type'])}`)
        return parsed
      })
    expect(events.map(event => event['sequence_number'])).toEqual(events.map((_, index) => index))
    const types = events.map(event => String(event['type']).replace('response.', ''))
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'output_item.done',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ])
  })

  it('calls tools, and wants their results', async () => {
    const first = await create({ model, input: 'Use weather.', tools: [weather] })
    const [item] = first.json['output'] as Json[]
    expect(item).toMatchObject({ type: 'function_call', name: 'weather', arguments: '{"city":"a city"}' })
    const input = [{ role: 'user', content: 'Use weather.' }, item]
    expect(await refused({ model, input, tools: [weather] })).toMatchObject({
      status: 400,
      message: expect.stringContaining('No tool output found for function call'),
    })
    const output = { type: 'function_call_output', call_id: item?.['call_id'], output: 'sun' }
    const { json } = await create({ model, input: [...input, output], tools: [weather] })
    expect(JSON.stringify(json['output'])).toContain('The tool says: sun')
    expect(await refused({ model, input: [output] })).toMatchObject({
      message: expect.stringContaining('No tool call found'),
    })
  })

  it.each([
    ['an unknown field', { stop: ['x'] }, 'stop', 'unknown_parameter'],
    [
      'the words of the other endpoint',
      { input: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] },
      'input[0].content[0].type',
      'invalid_value',
    ],
    [
      'a picture as an object',
      { input: [{ role: 'user', content: [{ type: 'input_image', image_url: { url: 'x' } }] }] },
      'input[0].content[0].image_url',
      'invalid_type',
    ],
    [
      'a nested function',
      { tools: [{ type: 'function', function: { name: 'x' } }] },
      'tools[0].name',
      'missing_required_parameter',
    ],
    [
      'an effort where there is none',
      { reasoning: { effort: 'low' } },
      'reasoning.effort',
      'unsupported_parameter',
    ],
    [
      'encrypted reasoning where there is none',
      { include: ['reasoning.encrypted_content'] },
      'include',
      null,
    ],
    [
      'a temperature where it reasons',
      { model: 'gpt-5-mini', temperature: 0.2 },
      'temperature',
      'unsupported_parameter',
    ],
    ['no output to speak of', { max_output_tokens: 5 }, 'max_output_tokens', 'integer_below_min_value'],
    [
      'an answer that is not kept',
      { previous_response_id: 'resp_x' },
      'previous_response_id',
      'previous_response_not_found',
    ],
    ['an item that is not kept', { input: [{ type: 'item_reference', id: 'msg_x' }] }, 'input', null],
  ])('refuses %s', async (_what, body, param, code) => {
    expect(await refused({ model, input: 'x', ...body })).toMatchObject({ param, code })
  })

  it('alone serves the models of its own', async () => {
    expect((await create({ model: 'gpt-5-pro', input: 'x' })).status).toBe(200)
    const chat = { model: 'gpt-5-pro', messages: [{ role: 'user', content: 'x' }] }
    expect((await call('POST', 'chat/completions', chat)).status).toBe(404)
  })
})

describe('what is kept', () => {
  it('goes on from an earlier answer, for the account that has it', async () => {
    const { json } = await create({ model, input: 'My name is Ada.' })
    const next = { model, input: 'And now?', previous_response_id: json['id'] }
    const { json: second } = await create(next)
    expect((second['usage'] as Json)['input_tokens']).toBeGreaterThan(
      (json['usage'] as Json)['input_tokens'] as number,
    )
    expect((await create(next, otherKey)).status).toBe(400)
    expect((await call('GET', `responses/${String(json['id'])}`)).json).toEqual(json)
    expect((await call('GET', `responses/${String(json['id'])}`, undefined, otherKey)).status).toBe(404)
  })

  it('is nothing where the caller said so', async () => {
    const { json } = await create({ model, input: 'x', store: false })
    expect((await call('GET', `responses/${String(json['id'])}`)).status).toBe(404)
  })

  it('is listed, page by page, and deleted', async () => {
    const input = ['a', 'b', 'c'].map(content => ({ role: 'user', content }))
    const { json } = await create({ model, input })
    const path = `responses/${String(json['id'])}`
    const first = (await call('GET', `${path}/input_items?limit=2`)).json
    expect(first).toMatchObject({
      has_more: true,
      data: [{ content: [{ text: 'c' }] }, { content: [{ text: 'b' }] }],
    })
    const rest = (await call('GET', `${path}/input_items?limit=2&after=${String(first['last_id'])}`)).json
    expect(rest).toMatchObject({ has_more: false, data: [{ content: [{ text: 'a' }] }] })
    expect((await call('DELETE', path)).json).toMatchObject({ deleted: true })
    expect((await call('GET', path)).status).toBe(404)
  })

  it('streams again what was streamed, from anywhere on', async () => {
    const { text } = await create({ model, input: 'hello', stream: true })
    const again = await call('GET', 'responses/resp_sim1?stream=true')
    expect(again.text).toBe(text)
    const later = await call('GET', 'responses/resp_sim1?stream=true&starting_after=2')
    expect(later.text).toContain('"sequence_number":3')
    expect(text.endsWith(later.text)).toBe(true)
  })

  it('lets a background answer be cancelled, and no other', async () => {
    await create({ model, input: 'x' })
    expect((await call('POST', 'responses/resp_sim1/cancel')).status).toBe(400)
    expect((await create({ model, input: 'x', background: true })).json).toMatchObject({ status: 'queued' })
    expect((await call('POST', 'responses/resp_sim3/cancel')).json).toMatchObject({ status: 'cancelled' })
  })
})

describe('reasoning', () => {
  const thinker = 'gpt-5-mini'
  const ask = { model: thinker, input: 'Use weather.', tools: [weather] }

  it('comes back encrypted, for the account that it was given to', async () => {
    const { json } = await create({ ...ask, store: false, include: ['reasoning.encrypted_content'] })
    const output = json['output'] as Json[]
    const result = { type: 'function_call_output', call_id: output[1]?.['call_id'], output: 'sun' }
    const again = { ...ask, store: false, input: [...output, result] }
    expect((await create(again)).status).toBe(200)
    const foreign = (await create(again, otherKey)).json
    expect(foreign).toMatchObject({ error: { code: 'invalid_encrypted_content' } })
  })

  it('is not known by its id alone where nothing was kept', async () => {
    const { json } = await create({ ...ask, store: false })
    const output = json['output'] as Json[]
    expect((await refused({ ...ask, input: output })).status).toBe(404)
  })

  it('wants what followed it', async () => {
    const { json } = await create(ask)
    const [thought] = json['output'] as Json[]
    const input = [thought, { role: 'user', content: 'x' }]
    expect(await refused({ ...ask, input })).toMatchObject({
      message: expect.stringContaining('without its required following item'),
    })
  })
})

it('counts the input of a request before it is made', async () => {
  const body = { model, input: 'How long is this?', instructions: 'Count.' }
  const counted = await call('POST', 'responses/input_tokens', body)
  const { json } = await create(body)
  expect(counted.json).toEqual({
    object: 'response.input_tokens',
    input_tokens: (json['usage'] as Json)['input_tokens'],
  })
  expect((await call('POST', 'responses/input_tokens', { ...body, store: false })).status).toBe(400)
})
