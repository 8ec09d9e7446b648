import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testWorld, type TestWorld, vendorIds } from '../../../testing/vendors.ts'

const weather = {
  type: 'function' as const,
  name: 'weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  strict: false,
}
const failure = {
  openai: 'rate_limit_exceeded',
  anthropic: 'rate_limit_error',
  google: 'rate_limit',
} as const

describe.each(vendorIds)('the openai SDK on /v1/responses, with %s behind', id => {
  let world: TestWorld
  let client: OpenAI
  let model: string
  beforeAll(async () => {
    world = await testWorld({ decoded: false })
    client = new OpenAI({ apiKey: world.key, baseURL: `${world.host.url}/v1`, maxRetries: 0 })
    model = world.vendors[id].model
  })
  afterAll(() => world[Symbol.asyncDispose]())
  beforeEach(() => world.reset())

  it('gets text, with usage, and headers that say who served it', async () => {
    const { data, response } = await client.responses
      .create({ model, input: 'Hello', instructions: 'Be brief.' })
      .withResponse()
    expect(data.output_text).toBeTruthy()
    expect(data.status).toBe('completed')
    expect(data.instructions).toBe('Be brief.')
    expect(data.usage?.total_tokens).toBe((data.usage?.input_tokens ?? 0) + (data.usage?.output_tokens ?? 0))
    expect(response.headers.get('x-lucid-model')).toBe(model)
    expect(response.headers.get('x-lucid-receipt')?.split(';')[0]).toBe(id === 'openai' ? 'relay' : 'decoded')
  })

  it('gets a stream of the same grammar', async () => {
    const events: string[] = []
    const stream = client.responses.stream({ model, input: 'Count to five' })
    stream.on('event', ({ type }) => events.push(type))
    const final = await stream.finalResponse()
    expect(final.output_text).toBeTruthy()
    expect(events[0]).toBe('response.created')
    expect(events.at(-1)).toBe('response.completed')
  })

  it('calls tools in parallel over two turns', async () => {
    const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'sim:tools=2' }]
    const first = await client.responses.create({ model, input, tools: [weather], store: false })
    const calls = first.output.filter(item => item.type === 'function_call')
    expect(calls).toHaveLength(2)
    const outputs = calls.map(({ call_id }) => ({
      type: 'function_call_output' as const,
      call_id,
      output: 'Snow',
    }))
    const second = await client.responses.create({
      model,
      input: [...input, ...(first.output as OpenAI.Responses.ResponseInput), ...outputs],
      tools: [weather],
      store: false,
    })
    expect(second.output_text).toBeTruthy()
  })

  it("throws the SDK's own errors", async () => {
    const refused = client.responses.create({ model, input: `sim:error=${failure[id]}` })
    await expect(refused).rejects.toBeInstanceOf(OpenAI.RateLimitError)
    const nothing = client.responses.create({ model: 'nobody/none', input: 'x' })
    await expect(nothing).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    await expect(
      client.responses.create({ model, input: 'x', stream: 'yes' } as never),
    ).rejects.toMatchObject({
      status: 400,
      param: 'stream',
    })
  })

  it('sees a stream that is cut as one that failed', async () => {
    const stream = await client.responses.create({
      model,
      input: 'Count to ten sim:fault=reset:6',
      stream: true,
    })
    await expect(Array.fromAsync(stream)).rejects.toThrow()
  })
})

describe('a layer that reads all, before a model that is served on this wire alone', () => {
  it.each(['whole', 'streamed'])(
    'leaves the answer with the vendor, by the id it has there: %s',
    async how => {
      await using world = await testWorld({ decoded: true })
      const client = new OpenAI({ apiKey: world.key, baseURL: `${world.host.url}/v1`, maxRetries: 0 })
      const body = { model: 'openai/gpt-5-pro', input: 'One' }
      const first =
        how === 'whole'
          ? await client.responses.create(body)
          : await client.responses.stream(body).finalResponse()
      expect((first as { readonly store?: boolean }).store).toBe(true)
      expect((await client.responses.retrieve(first.id)).output_text).toBe(first.output_text)
      const next = await client.responses.create({ ...body, previous_response_id: first.id })
      expect(next.previous_response_id).toBe(first.id)
      const elsewhere = client.responses.create({
        model: 'openai/gpt-4.1-mini',
        input: 'Two',
        previous_response_id: first.id,
      })
      await expect(elsewhere).rejects.toMatchObject({ status: 400, param: 'previous_response_id' })
    },
  )
})
