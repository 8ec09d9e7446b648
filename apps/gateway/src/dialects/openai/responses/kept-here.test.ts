import type OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { responsesWorld, type ResponsesWorld } from '../../../testing/responses-world.ts'

const claude = 'anthropic/claude-haiku-4-5'
const gpt = 'openai-a/gpt-4.1-mini'

const refused = (promise: Promise<unknown>): Promise<Record<string, unknown>> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as Record<string, unknown>,
  )
const receiptOf = ({ response }: { readonly response: Response }) => response.headers.get('x-lucid-receipt')

describe('a translated answer that nobody keeps', () => {
  let world: ResponsesWorld
  beforeAll(async () => {
    world = await responsesWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  it('says so, and in the receipt where it was to be kept', async () => {
    const { sdk } = world
    const asked = await sdk.red.responses.create({ model: claude, input: 'Hi', store: true }).withResponse()
    expect((asked.data as { readonly store?: boolean }).store).toBe(false)
    expect(receiptOf(asked)).toMatch(/dropped store/)
    const unsaid = await sdk.red.responses.create({ model: claude, input: 'Hi' }).withResponse()
    expect((unsaid.data as { readonly store?: boolean }).store).toBe(false)
    expect(receiptOf(unsaid)).not.toMatch(/store/)
    const answer = await sdk.red.responses
      .create({ model: claude, input: 'Hi', store: true, stream: true })
      .asResponse()
    expect(await answer.text()).toMatch(/: lucid .*"field":"store"/)
  })

  it('is refused to a caller who would rather have none than one that is not kept', async () => {
    const { sdk } = world
    const headers = { 'x-lucid-strict': '1' }
    const asked = { model: claude, input: 'Hi', store: true }
    expect(await refused(sdk.red.responses.create(asked, { headers }))).toMatchObject({
      status: 400,
      param: 'store',
      message: expect.stringContaining('responses.store'),
    })
    await sdk.red.responses.create({ ...asked, model: gpt }, { headers })
  })

  it('can not be gone on from, and is nowhere to be found', async () => {
    const { sdk } = world
    const first = await sdk.red.responses.create({ model: claude, input: 'Hi' })
    expect(first.id).toMatch(/^resp_[0-9a-f]{32}$/)
    const next = sdk.red.responses.create({ model: claude, input: 'And?', previous_response_id: first.id })
    expect(await refused(next)).toMatchObject({
      status: 400,
      param: 'previous_response_id',
      code: 'lost_in_translation',
      message: expect.stringContaining('responses.store'),
    })
    expect(await refused(sdk.red.responses.retrieve(first.id))).toMatchObject({ status: 404 })
    expect(await refused(sdk.red.responses.delete(first.id))).toMatchObject({ status: 404 })
  })

  it.each([
    ['conversation', { conversation: 'conv_1' }],
    ['prompt.id', { prompt: { id: 'pmpt_1' } }],
    ['input[0].id', { input: [{ type: 'item_reference', id: 'msg_1' }] }],
  ])('comes of no request whose %s would be lost', async (param, fields) => {
    const { sdk } = world
    const asked = sdk.red.responses.create({ model: claude, input: 'Hi', ...fields } as never)
    expect(await refused(asked)).toMatchObject({ status: 400, param, code: 'lost_in_translation' })
  })
})

describe('a translated answer that the gateway keeps', () => {
  let world: ResponsesWorld
  beforeAll(async () => {
    world = await responsesWorld({ responses: { store: true } })
  })
  afterAll(() => world[Symbol.asyncDispose]())

  it.each(['whole', 'streamed'])('is found, listed and deleted: %s', async how => {
    const { sdk } = world
    const input = [
      { role: 'user' as const, content: 'One' },
      { role: 'user' as const, content: 'Two' },
    ]
    const first =
      how === 'whole'
        ? await sdk.red.responses.create({ model: claude, input })
        : await sdk.red.responses.stream({ model: claude, input }).finalResponse()
    expect((first as { readonly store?: boolean }).store).toBe(true)
    const found = await sdk.red.responses.retrieve(first.id)
    expect(found).toMatchObject({ id: first.id, output: first.output.map(({ id }) => ({ id })) })
    expect(found.output_text).toBeTruthy()
    const listed = await Array.fromAsync(
      sdk.red.responses.inputItems.list(first.id, { limit: 1, order: 'asc' }),
    )
    expect(listed).toMatchObject([{ content: 'One' }, { content: 'Two' }])
    expect(await refused(sdk.red.responses.cancel(first.id))).toMatchObject({ status: 400 })
    await sdk.red.responses.delete(first.id)
    expect(await refused(sdk.red.responses.retrieve(first.id))).toMatchObject({ status: 404 })
    expect(
      await refused(sdk.red.responses.create({ model: claude, input: 'x', previous_response_id: first.id })),
    ).toMatchObject({ status: 400 })
  })

  it('is gone on from on any target, by all that was said', async () => {
    const { sdk, accounts } = world
    const one = await sdk.red.responses.create({ model: claude, input: 'The word is cedar.' })
    const two = await sdk.red.responses
      .stream({ model: claude, input: 'And the number is nine.', previous_response_id: one.id })
      .finalResponse()
    expect(two.previous_response_id).toBe(one.id)
    const three = await sdk.red.responses.create({ model: gpt, input: 'Well?', previous_response_id: two.id })
    const sent = JSON.stringify(accounts['openai-a'].requests.at(-1)?.body)
    for (const text of ['cedar', one.output_text, 'nine', two.output_text, 'Well?']) {
      expect(sent).toContain(JSON.stringify(text).slice(1, -1))
    }
    expect(sent.indexOf('cedar')).toBeLessThan(sent.indexOf('nine'))
    expect(sent).not.toContain('previous_response_id')
    const four = await sdk.red.responses.create({
      model: gpt,
      input: 'Go on.',
      previous_response_id: three.id,
    })
    expect(four.previous_response_id).toBe(three.id)
    const counted = await sdk.red.responses.inputTokens.count({
      model: claude,
      input: 'x',
      previous_response_id: two.id,
    })
    const alone = await sdk.red.responses.inputTokens.count({ model: claude, input: 'x' })
    expect(counted.input_tokens).toBeGreaterThan(alone.input_tokens ?? 0)
  })

  it('goes on after calls of tools, and gives up single items', async () => {
    const { sdk } = world
    const tools = [
      {
        type: 'function' as const,
        name: 'weather',
        parameters: { type: 'object', properties: {} },
        strict: false,
      },
    ]
    const first = await sdk.red.responses.create({ model: claude, input: 'sim:tools=2', tools })
    const outputs = first.output.flatMap(item =>
      item.type === 'function_call'
        ? [{ type: 'function_call_output' as const, call_id: item.call_id, output: 'Snow' }]
        : [],
    )
    expect(outputs).toHaveLength(2)
    const second = await sdk.red.responses.create({
      model: claude,
      input: outputs,
      tools,
      previous_response_id: first.id,
    })
    expect(second.output_text).toBeTruthy()
    const message = second.output.find(({ type }) => type === 'message')
    const third = await sdk.red.responses.create({
      model: claude,
      input: [
        { role: 'user', content: 'What was it?' },
        { type: 'item_reference', id: message?.id ?? '' },
        { role: 'user', content: 'And now?' },
      ],
    })
    expect(third.output_text).toBeTruthy()
  })

  it('is not found by another key', async () => {
    const { sdk } = world
    const first = await sdk.red.responses.create({ model: claude, input: 'A secret' })
    const item = first.output[0]?.id ?? ''
    const ways: readonly Promise<unknown>[] = [
      sdk.blue.responses.retrieve(first.id),
      sdk.blue.responses.delete(first.id),
      sdk.blue.responses.create({ model: claude, input: 'x', previous_response_id: first.id }),
      sdk.blue.responses.create({ model: claude, input: [{ type: 'item_reference', id: item }] }),
    ]
    for (const way of ways)
      expect(await refused(way)).toMatchObject({ message: expect.stringContaining('not found') })
    expect((await sdk.red.responses.retrieve(first.id)).id).toBe(first.id)
  })

  it('is not kept where the request says no', async () => {
    const { sdk } = world
    const first = await sdk.red.responses.create({ model: claude, input: 'Hi', store: false })
    expect((first as { readonly store?: boolean }).store).toBe(false)
    expect(await refused(sdk.red.responses.retrieve(first.id))).toMatchObject({ status: 404 })
    const next = sdk.red.responses.create({ model: claude, input: 'x', previous_response_id: first.id })
    expect(await refused(next)).toMatchObject({
      status: 400,
      message: expect.stringContaining('whole input'),
    })
  })

  it('with what a vendor reasoned is given back to that vendor', async () => {
    const { sdk, host } = world
    const thinker = 'anthropic/claude-opus-5'
    const first = await sdk.red.responses.create({
      model: thinker,
      input: 'Think. sim:thinking=32 sim:reasoning=32',
      reasoning: { effort: 'low' },
    })
    const next: OpenAI.Responses.Response = await sdk.red.responses.create({
      model: thinker,
      input: 'And?',
      reasoning: { effort: 'low' },
      previous_response_id: first.id,
    })
    expect(next.output_text).toBeTruthy()
    expect(host.logged()).not.toContain('Think.')
  })
})

it('a key may have its answers kept where others do not', async () => {
  await using world = await responsesWorld({ responses: { store: false } }, { storeResponses: true })
  for (const [team, status] of [
    ['red', 200],
    ['blue', 404],
  ] as const) {
    const first = await world.sdk[team].responses.create({ model: claude, input: 'Hi' })
    const found = await world.sdk[team].responses.retrieve(first.id).catch((error: unknown) => error)
    expect((found as { readonly status?: unknown }).status).toBe(status === 200 ? 'completed' : status)
  }
})
