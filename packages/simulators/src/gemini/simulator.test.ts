import { createSign } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { simulatorKey } from '../server.ts'
import { geminiErrors } from './api-error.ts'
import { simulatorServiceAccount, simulatorUserCredentials } from './oauth.ts'
import { type GeminiSimulator, startGeminiSimulator } from './simulator.ts'

let simulator: GeminiSimulator

beforeAll(async () => {
  simulator = await startGeminiSimulator()
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

interface Said {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly body: {
    readonly candidates?: readonly {
      readonly content: { readonly parts: readonly Record<string, unknown>[] }
      readonly finishReason?: string
    }[]
    readonly usageMetadata?: Readonly<Record<string, unknown>>
    readonly promptFeedback?: object
    readonly error?: { readonly message: string; readonly status: string; readonly details?: unknown }
    readonly access_token?: string
  }
}

async function ask(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Said> {
  const form = body instanceof URLSearchParams
  const response = await fetch(simulator.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-goog-api-key': simulatorKey, ...headers },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  return { status: response.status, type, text, body: type.includes('json') ? JSON.parse(text) : {} }
}

const user = (text: string) => ({ role: 'user', parts: [{ text }] })
const generate = (body: object, model = 'gemini-3.8-flash', version = 'v1beta') =>
  ask(`/${version}/models/${model}:generateContent`, body)
const weather = {
  functionDeclarations: [
    {
      name: 'weather',
      parametersJsonSchema: {
        type: 'object',
        properties: { city: { type: 'string' } },
        additionalProperties: false,
      },
    },
  ],
}

describe('who may ask', () => {
  it('is whoever has a key, in a header or in the address', async () => {
    const address = '/v1/models/gemini-2.0-flash:generateContent'
    const body = { contents: [user('hi')] }
    const bare = (path: string) =>
      fetch(simulator.url + path, { method: 'POST', body: JSON.stringify(body) }).then(
        answer => answer.status,
      )
    expect(await bare(`${address}?key=${simulatorKey}`)).toBe(200)
    expect(await bare(address)).toBe(403)
    const wrong = await ask(address, body, { 'x-goog-api-key': 'wrong' })
    expect([wrong.status, wrong.body.error?.details]).toEqual([400, geminiErrors.api_key_invalid.details])
  })

  it('is whoever has a token at Vertex AI, as long as it is good', async () => {
    const sign = createSign('RSA-SHA256')
    const now = Math.floor(Date.now() / 1000)
    const encoded = [
      { alg: 'RS256', typ: 'JWT' },
      {
        iss: simulatorServiceAccount['client_email'],
        scope: 'https://www.googleapis.com/auth/cloud-platform',
        aud: 'https://oauth2.googleapis.com/token',
        iat: now,
        exp: now + 3600,
      },
    ].map(each => Buffer.from(JSON.stringify(each)).toString('base64url'))
    const signature = sign
      .update(encoded.join('.'))
      .sign(simulatorServiceAccount['private_key'] as string, 'base64url')
    const grant = (assertion: string) =>
      ask(
        '/token',
        new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
      )
    expect((await grant(`${encoded.join('.')}.AAAA`)).status).toBe(400)
    const { body } = await grant(`${encoded.join('.')}.${signature}`)
    const path = '/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent'
    const headers = { authorization: `Bearer ${body.access_token}` }
    expect((await ask(path, { contents: [user('hi')] }, headers)).status).toBe(200)
    simulator.revokeTokens()
    expect((await ask(path, { contents: [user('hi')] }, headers)).body.error?.status).toBe('UNAUTHENTICATED')
  })

  it('gives tokens for refresh tokens, and to machines', async () => {
    const { client_id, client_secret, refresh_token } = simulatorUserCredentials
    const form = { grant_type: 'refresh_token', client_id, client_secret, refresh_token } as Record<
      string,
      string
    >
    expect((await ask('/token', new URLSearchParams(form))).body.access_token).toMatch(/^ya29/)
    const path = '/computeMetadata/v1/instance/service-accounts/default/token'
    expect((await ask(path)).status).toBe(403)
    expect((await ask(path, undefined, { 'metadata-flavor': 'Google' })).body.access_token).toMatch(/^ya29/)
  })
})

type Case = readonly [name: string, body: object, message: RegExp, model?: string]

describe('a body that the vendor refuses', () => {
  const call = { functionCall: { name: 'weather', args: {} } }
  const signed = { ...call, thoughtSignature: 'skip_thought_signature_validator' }
  const response = { functionResponse: { name: 'weather', response: { a: 1 } } }
  const hi = { contents: [user('hi')] }
  const cases: readonly Case[] = [
    ['an unknown name', { ...hi, temperature: 1 }, /Unknown name "temperature": Cannot find field/],
    ['an unknown name inside', { ...hi, generation_config: { x: 1 } }, /"x" at 'generation_config'/],
    ['no contents', {}, /contents is not specified/],
    ['no parts', { contents: [{ role: 'user', parts: [] }] }, /must not be empty/],
    ['an empty part', { contents: [{ parts: [{}] }] }, /oneof field 'data'/],
    ['two kinds of data', { contents: [{ parts: [{ text: 'a', ...call }] }] }, /already set/],
    ['a role of another vendor', { contents: [{ role: 'assistant', parts: [{ text: 'a' }] }] }, /valid role/],
    ['a wrong type', { ...hi, generationConfig: { temperature: 'hot' } }, /TYPE_FLOAT/],
    ['too much heat', { ...hi, generationConfig: { temperature: 3 } }, /supported range/],
    [
      'a schema that is not its own',
      {
        ...hi,
        tools: [
          {
            functionDeclarations: [
              { name: 'f', parameters: { type: 'OBJECT', additionalProperties: false } },
            ],
          },
        ],
      },
      /Unknown name "additionalProperties" at 'tools\[0\].function_declarations\[0\].parameters'/,
    ],
    [
      'names that are allowed without a need',
      {
        ...hi,
        tools: [weather],
        toolConfig: { functionCallingConfig: { mode: 'AUTO', allowedFunctionNames: ['weather'] } },
      },
      /allowed_function_names/,
    ],
    [
      'an answer to no call',
      { contents: [user('hi'), { role: 'user', parts: [response] }] },
      /number of function response/,
    ],
    [
      'a call without an answer',
      { contents: [user('hi'), { role: 'model', parts: [signed] }, user('so?')] },
      /immediately after/,
    ],
    [
      'a call that is not signed',
      { contents: [user('hi'), { role: 'model', parts: [call] }, { role: 'user', parts: [response] }] },
      /missing a thought_signature/,
    ],
    [
      'a signature that is not its own',
      {
        contents: [
          user('hi'),
          { role: 'model', parts: [{ text: 'a', thoughtSignature: 'EpEg' }] },
          user('so?'),
        ],
      },
      /Corrupted thought signature/,
    ],
    [
      'a level and a budget',
      { ...hi, generationConfig: { thinkingConfig: { thinkingLevel: 'LOW', thinkingBudget: 1 } } },
      /only one of thinking budget/,
    ],
    [
      'a level where budgets are',
      { ...hi, generationConfig: { thinkingConfig: { thinkingLevel: 'LOW' } } },
      /not supported for this model/,
      'gemini-2.5-flash',
    ],
    [
      'a schema for plain text',
      { ...hi, generationConfig: { responseJsonSchema: {} } },
      /response_mime_type/,
    ],
  ]
  for (const [name, body, message, model] of cases) {
    it(name, async () => {
      const { status, body: said } = await generate(body, model)
      expect([status, said.error?.status]).toEqual([400, 'INVALID_ARGUMENT'])
      expect(said.error?.message).toMatch(message)
    })
  }

  it('a call that is not signed passes where nothing is signed, and where the turn is over', async () => {
    const turn = [user('hi'), { role: 'model', parts: [call] }, { role: 'user', parts: [response] }]
    expect((await generate({ contents: turn }, 'gemini-2.5-flash')).status).toBe(200)
    const later = [...turn, { role: 'model', parts: [{ text: 'ok' }] }, user('thanks')]
    expect((await generate({ contents: later })).status).toBe(200)
  })
})

describe('an answer', () => {
  it('says what was asked, and counts it', async () => {
    const { body } = await generate({
      system_instruction: { parts: { text: 'Be brief.' } },
      contents: user('hello'),
    })
    expect(body.candidates?.[0]).toMatchObject({
      content: { parts: [{ text: 'You said: hello' }, { text: '' }] },
    })
    expect(body.usageMetadata).toMatchObject({ candidatesTokenCount: 3, thoughtsTokenCount: 32 })
    expect(simulator.requests[0]?.usage).toMatchObject({ completionTokens: 35, reasoningTokens: 32 })
  })

  it('signs the first of its calls, and gives ids where the model does', async () => {
    const contents = [user('What of it? sim:tools=2')]
    const newer = await generate({ contents, tools: [weather] })
    const [first, second] = newer.body.candidates?.[0]?.content.parts ?? []
    expect(first).toMatchObject({
      functionCall: { id: 'call1x00', args: { city: 'a city' } },
      thoughtSignature: expect.any(String),
    })
    expect(second).not.toHaveProperty('thoughtSignature')
    const older = await generate({ contents, tools: [weather] }, 'gemini-2.5-flash')
    expect(older.body.candidates?.[0]?.content.parts[0]).toEqual({
      functionCall: { name: 'weather', args: { city: 'a city' } },
    })
    expect(older.body.candidates?.[0]?.finishReason).toBe('STOP')
  })

  it('has no candidates where the prompt is refused', async () => {
    const { status, body } = await generate({ contents: [user('sim:block')] })
    expect([status, body.promptFeedback, body.candidates]).toEqual([
      200,
      { blockReason: 'PROHIBITED_CONTENT' },
      undefined,
    ])
  })

  it('is a stream of events, or a list, of answers that add up', async () => {
    const path = '/v1/models/gemini-3.8-flash:streamGenerateContent'
    const body = { contents: [user('one two three')] }
    const events = await ask(`${path}?alt=sse`, body)
    expect(events.type).toBe('text/event-stream')
    const chunks = events.text
      .split('\r\n\r\n')
      .filter(Boolean)
      .map(event => JSON.parse(event.slice(6)) as Said['body'])
    const text = chunks
      .flatMap(chunk => chunk.candidates?.[0]?.content.parts.map(part => part['text']) ?? [])
      .join('')
    expect(text).toBe('You said: one two three')
    expect(chunks.map(chunk => chunk.usageMetadata?.['totalTokenCount'])).toEqual(
      chunks.map(chunk => chunk.usageMetadata?.['totalTokenCount']).toSorted((a, b) => Number(a) - Number(b)),
    )
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP')
    const list = await ask(path, body)
    expect(JSON.parse(list.text)).toHaveLength(chunks.length)
  })

  it('can be told to fail by name', async () => {
    simulator.script({ error: 'rate_limit' })
    const { status, body } = await generate({ contents: [user('hi')] })
    expect([status, body.error?.status]).toEqual([429, 'RESOURCE_EXHAUSTED'])
    expect(JSON.stringify(body.error?.details)).toContain('"34.4s"')
  })
})

it('counts, embeds and lists', async () => {
  const inner = { model: 'models/gemini-3.8-flash', contents: [user('one two')] }
  const counted = await ask('/v1/models/gemini-3.8-flash:countTokens', { generateContentRequest: inner })
  expect(counted.body).toMatchObject({ totalTokens: 3 })
  const model = 'models/gemini-embedding-001'
  const requests = [{ model, content: { parts: [{ text: 'a' }] }, outputDimensionality: 4 }]
  const embedded = await ask(`/v1beta/${model}:batchEmbedContents`, { requests })
  expect(embedded.body).toMatchObject({ embeddings: [{ values: expect.any(Array) }] })
  const first = await ask('/v1beta/models?pageSize=4')
  expect(first.body).toMatchObject({ models: expect.any(Array), nextPageToken: expect.any(String) })
  const { nextPageToken } = first.body as { nextPageToken?: string }
  expect(await ask(`/v1beta/models?pageSize=4&pageToken=${nextPageToken}`)).not.toHaveProperty(
    'body.nextPageToken',
  )
  expect((await ask('/v1/nothing')).status).toBe(404)
})
