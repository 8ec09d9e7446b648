import { describe, expect, it } from 'vitest'
import { ask, callsIn, textIn } from '../testing/ask.ts'

const tool = (name: string, description: string, properties: object, required = Object.keys(properties)) => ({
  type: 'function',
  name,
  description,
  parameters: { type: 'object', properties, required, additionalProperties: false },
})
const text = { type: 'string' }
const number = { type: 'number' }

const tools = [
  tool(
    'get_weather',
    'Get the current weather in a location',
    { location: text, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } },
    ['location'],
  ),
  tool('add', 'Add two numbers', { a: number, b: number }),
  tool('get_time', 'Tells the time of a city', { city: text }),
  tool('web_search', 'Search the web', { query: text, limit: { type: 'integer' } }, ['query']),
  tool('send_email', 'Send an email', { to: { type: 'string', format: 'email' }, subject: text, body: text }),
]

const calls = async (prompt: string, settings: object = {}) =>
  callsIn(await ask(prompt, { tools, ...settings }))

describe('calls', () => {
  it.each([
    ["What's the weather in Paris?", [['get_weather', { location: 'Paris' }]]],
    [
      'Is it warm in Rio de Janeiro? Give me the weather in celsius',
      [['get_weather', { location: 'Rio de Janeiro', unit: 'celsius' }]],
    ],
    [
      'weather in Paris, London and New York City',
      ['Paris', 'London', 'New York City'].map(location => ['get_weather', { location }]),
    ],
    [
      'What is the time in Tokyo and the weather in Berlin?',
      [
        ['get_time', { city: 'Tokyo' }],
        ['get_weather', { location: 'Berlin' }],
      ],
    ],
    ['Add 3 and 5', [['add', { a: 3, b: 5 }]]],
    ['Search the web for "lucid gateway"', [['web_search', { query: 'lucid gateway' }]]],
    [
      'Send an email to bob@example.com with subject "Hi" and body "See you at 5"',
      [['send_email', { to: 'bob@example.com', subject: 'Hi', body: 'See you at 5' }]],
    ],
    ['Please use add with a: 7 and b: 8', [['add', { a: 7, b: 8 }]]],
  ])('"%s"', async (prompt, expected) => {
    expect(await calls(prompt)).toEqual(expected)
  })

  it('are ended as calls, with an id each', async () => {
    const result = await ask('weather in Paris and Rome', { tools })
    expect(result.finish.unified).toBe('tool-calls')
    const ids = result.content.flatMap(part => (part.type === 'tool-call' ? [part.id] : []))
    expect(new Set(ids).size).toBe(2)
  })

  it('are not made where no tool fits', async () => {
    expect(await calls('Hello')).toEqual([])
    expect(await calls('What is 2 + 2?')).toEqual([])
  })

  it('keep to what may be chosen', async () => {
    const prompt = 'weather in Paris and Rome'
    expect(await calls(prompt, { toolChoice: 'none' })).toEqual([])
    expect(await calls('Hello', { toolChoice: 'required' })).toHaveLength(1)
    expect(await calls(prompt, { toolChoice: { type: 'tool', name: 'get_time' } })).toMatchObject([
      ['get_time', { city: 'Paris' }],
    ])
    expect(await calls(prompt, { toolChoice: { type: 'allowed', mode: 'auto', names: ['add'] } })).toEqual([])
    expect(
      await calls(prompt, { toolChoice: { type: 'allowed', mode: 'required', names: ['add'] } }),
    ).toMatchObject([['add', {}]])
    expect(await calls(prompt, { parallelToolCalls: false })).toEqual([
      ['get_weather', { location: 'Paris' }],
    ])
  })

  it('have arguments even for a tool that describes none', async () => {
    expect(await calls('Do ping', { tools: [{ type: 'function', name: 'ping' }] })).toEqual([['ping', {}]])
  })
})

describe('results', () => {
  const turn = (name: string, input: object, result: object) => [
    { role: 'user', content: 'What is the weather in Paris?' },
    { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name, input: JSON.stringify(input) }] },
    { role: 'tool', content: [{ type: 'tool-result', callId: 'c1', ...result }] },
  ]
  const answer = async (result: object) =>
    textIn(await ask(turn('get_weather', { location: 'Paris' }, result), { tools }))

  it('are told, not asked for again', async () => {
    expect(await answer({ content: '18 degrees and sunny' })).toBe(
      'get_weather (Paris) says: 18 degrees and sunny.',
    )
    expect(await answer({ content: '{"temperature": 18, "sky": {"cloud_cover": [1, 2]}}' })).toBe(
      'get_weather (Paris) says: temperature 18, sky cloud cover 1; 2.',
    )
  })

  it('may be failures', async () => {
    expect(await answer({ content: 'no such city', failed: true })).toBe(
      'get_weather (Paris) failed: no such city.',
    )
  })

  it('of an earlier turn do not answer a new question', async () => {
    const messages = [
      ...turn('get_weather', { location: 'Paris' }, { content: 'sunny' }),
      { role: 'assistant', content: 'Sunny.' },
      { role: 'user', content: 'And the weather in Rome?' },
    ]
    expect(callsIn(await ask(messages, { tools }))).toEqual([['get_weather', { location: 'Rome' }]])
  })

  it('fill a schema where one is asked for', async () => {
    const schema = {
      type: 'object',
      properties: { temperature: { type: 'integer' } },
      required: ['temperature'],
    }
    const messages = turn('get_weather', {}, { content: '{"temperature": 21}' })
    const result = await ask(messages, { responseFormat: { type: 'json-schema', name: 'x', schema } })
    expect(JSON.parse(textIn(result))).toEqual({ temperature: 21 })
  })
})
