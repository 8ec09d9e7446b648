import type OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { responsesWorld, type ResponsesWorld } from '../../../testing/responses-world.ts'

let world: ResponsesWorld
beforeEach(async () => {
  world = await responsesWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const model = 'openai/gpt-4.1-mini'
const onA = 'openai-a/gpt-4.1-mini'
const onB = 'openai-b/gpt-4.1-mini'
const claude = 'anthropic/claude-haiku-4-5'

/** A refusal as a caller sees it, without what differs from call to call. */
async function refusal(promise: Promise<unknown>): Promise<object> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  const { status, error, headers } = thrown as {
    readonly status: number
    readonly error: object
    readonly headers: Headers
  }
  return { status, error, retry: headers.get('x-should-retry') }
}

const unknown = 'resp_0000000000000000'

describe('an answer that a vendor keeps', () => {
  it.each(['whole', 'streamed'])('is with the account that made it: %s', async how => {
    const { sdk } = world
    for (const on of [onA, onB]) {
      const first =
        how === 'whole'
          ? await sdk.red.responses.create({ model: on, input: 'One' })
          : await sdk.red.responses.stream({ model: on, input: 'One' }).finalResponse()
      const account = on.slice(0, 'openai-a'.length)
      world.asked()
      for (let n = 0; n < 4; n++)
        await sdk.red.responses.create({ model, input: 'Two', previous_response_id: first.id })
      await sdk.red.responses.create({
        model,
        input: [{ type: 'item_reference', id: first.output[0]?.id ?? '' }],
      })
      expect((await sdk.red.responses.retrieve(first.id)).output_text).toBe(first.output_text)
      expect((await sdk.red.responses.inputItems.list(first.id)).data).toHaveLength(1)
      const counted = await sdk.red.responses.inputTokens.count({
        model,
        input: 'Two',
        previous_response_id: first.id,
      })
      expect(counted.input_tokens).toBeGreaterThan(1)
      expect(world.asked()).toEqual({ [account]: 8 })
      await sdk.red.responses.delete(first.id)
      expect(world.asked()).toEqual({ [account]: 1 })
      const gone = await refusal(sdk.red.responses.retrieve(first.id))
      expect(gone).toMatchObject({ status: 404 })
    }
  })

  it('is tried on no other account, whatever the channel would fall back to', async () => {
    const { sdk, accounts } = world
    const first = await sdk.red.responses.create({ model: onA, input: 'One' })
    world.asked()
    for (let n = 0; n < 3; n++) accounts['openai-a'].script({ error: 'server_error' })
    const failed = sdk.red.responses.create({
      model: 'chat.default',
      input: 'Two',
      previous_response_id: first.id,
    })
    expect(await refusal(failed)).toMatchObject({ status: 502 })
    expect(world.asked()).toEqual({ 'openai-a': 3 })
    for (let n = 0; n < 3; n++) accounts['openai-a'].script({ error: 'server_error' })
    await sdk.red.responses.create({ model: 'chat.default', input: 'Two' })
    expect(Object.keys(world.asked())).toContain('openai-b')
  })

  it('is not found by another key, in the words for what nobody made', async () => {
    const { sdk } = world
    const first = await sdk.red.responses.create({ model: onA, input: 'A secret' })
    const item = first.output[0]?.id ?? ''
    world.asked()
    const ways: readonly ((id: string, item: string) => Promise<unknown>)[] = [
      id => sdk.blue.responses.retrieve(id),
      id => sdk.blue.responses.delete(id),
      id => sdk.blue.responses.cancel(id),
      async id => sdk.blue.responses.inputItems.list(id),
      id => sdk.blue.responses.create({ model: onA, input: 'x', previous_response_id: id }),
      id => sdk.blue.responses.create({ model: onA, input: 'x', previous_response_id: id, stream: true }),
      id => sdk.blue.responses.inputTokens.count({ model: onA, input: 'x', previous_response_id: id }),
      (_id, id) => sdk.blue.responses.create({ model: onA, input: [{ type: 'item_reference', id }] }),
      (_id, id) =>
        sdk.blue.responses.create({ model: onA, input: [{ id } as OpenAI.Responses.ResponseInputItem] }),
    ]
    for (const way of ways) {
      const refused = await refusal(way(first.id, item))
      expect(world.asked()).toEqual({})
      const text = JSON.stringify(await refusal(way(unknown, 'msg_unknown')))
      expect(JSON.stringify(refused).replaceAll(first.id, unknown).replaceAll(item, 'msg_unknown')).toBe(text)
      world.asked()
    }
    expect(await refusal(sdk.limited.responses.retrieve(first.id))).toMatchObject({ status: 404 })
    expect((await sdk.red.responses.retrieve(first.id)).id).toBe(first.id)
  })

  it('is known from its first event on, though its stream is cut', async () => {
    const { sdk } = world
    const stream = await sdk.red.responses.create({
      model: onA,
      input: 'Count to ten sim:fault=reset:6',
      stream: true,
    })
    let id = ''
    const read = async () => {
      for await (const event of stream) if (event.type === 'response.created') id = event.response.id
    }
    await expect(read()).rejects.toThrow()
    world.asked()
    const theirs = sdk.blue.responses.create({ model: onA, input: 'x', previous_response_id: id })
    expect(await refusal(theirs)).toMatchObject({ error: { code: 'previous_response_not_found' } })
    expect(world.asked()).toEqual({})
  })

  it('that is unknown is passed on to the one account that was named, and refused where there are two', async () => {
    const { sdk } = world
    const to = (on: string) =>
      sdk.red.responses.create({ model: on, input: 'x', previous_response_id: unknown })
    expect(await refusal(to(onB))).toMatchObject({ error: { code: 'previous_response_not_found' } })
    expect(world.asked()).toEqual({ 'openai-b': 1 })
    expect(await refusal(to(model))).toMatchObject({
      status: 400,
      error: { code: 'account_in_doubt', message: expect.stringContaining('openai-a/<model>') },
    })
    await refusal(to('chat.default'))
    expect(world.asked()).toEqual({ 'openai-a': 1 })
    expect(await refusal(sdk.red.responses.retrieve(unknown))).toMatchObject({ status: 404 })
    expect(world.asked()).toEqual({})
  })

  it('that was made outside of the gateway is found where one account alone may have it', async () => {
    const { sdk, accounts } = world
    const made = await fetch(`${accounts['openai-a'].url}/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer sk-simulator-0123456789' },
      body: JSON.stringify({ model: 'gpt-4.1-mini', input: 'Outside' }),
    })
    const { id } = (await made.json()) as { readonly id: string }
    expect(await refusal(sdk.red.responses.retrieve(id))).toMatchObject({ status: 404 })
    await world.disable('openai-b')
    expect((await sdk.red.responses.retrieve(id)).id).toBe(id)
    expect(await refusal(sdk.limited.responses.retrieve(id))).toMatchObject({ status: 404 })
    const next = await sdk.red.responses.create({ model: onA, input: 'x', previous_response_id: id })
    expect(next.previous_response_id).toBe(id)
  })

  it.each(['..%2Fmodels', '%2e%2e', 'a%20b', 'a%3Fb', 'x'.repeat(300)])(
    'is not looked for under what can be no id: %s',
    async id => {
      await world.disable('openai-b')
      const { apiKey } = world.sdk.red
      for (const path of [id, `${id}/input_items`]) {
        const answer = await fetch(`${world.host.url}/v1/responses/${path}`, {
          headers: { authorization: `Bearer ${apiKey}` },
        })
        expect(answer.status).toBe(404)
      }
      expect(world.asked()).toEqual({})
    },
  )

  it('is told to be out of reach where its account was disabled, and not looked for elsewhere', async () => {
    const { sdk } = world
    const first = await sdk.red.responses.create({ model: onB, input: 'One' })
    await world.disable('openai-b')
    world.asked()
    const next = sdk.red.responses.create({ model, input: 'Two', previous_response_id: first.id })
    expect(await refusal(next)).toMatchObject({
      status: 400,
      error: {
        code: 'kept_elsewhere',
        param: 'previous_response_id',
        message: expect.stringMatching(/"openai-b".*not in use.*whole input/),
      },
    })
    expect(await refusal(sdk.red.responses.retrieve(first.id))).toMatchObject({
      status: 503,
      error: { message: expect.stringContaining('"openai-b"') },
    })
    expect(world.asked()).toEqual({})
  })

  it('is refused to a model of another account, which is told what to ask for', async () => {
    const { sdk } = world
    const first = await sdk.red.responses.create({ model: onA, input: 'One' })
    world.asked()
    for (const on of [onB, claude]) {
      const next = sdk.red.responses.create({ model: on, input: 'Two', previous_response_id: first.id })
      expect(await refusal(next)).toMatchObject({
        status: 400,
        error: { code: 'kept_elsewhere', message: expect.stringContaining('openai-a/<model>') },
      })
    }
    expect(world.asked()).toEqual({})
  })

  it('of two accounts can not be put together', async () => {
    const { sdk } = world
    await sdk.red.responses.create({ model: onB, input: 'The simulators count alike.' })
    const a = await sdk.red.responses.create({ model: onA, input: 'One' })
    const b = await sdk.red.responses.create({ model: onB, input: 'One' })
    world.asked()
    const both = sdk.red.responses.create({
      model,
      previous_response_id: a.id,
      input: [{ type: 'item_reference', id: b.output[0]?.id ?? '' }],
    })
    expect(await refusal(both)).toMatchObject({ status: 400, error: { code: 'kept_elsewhere' } })
    expect(world.asked()).toEqual({})
  })
})

describe('encrypted reasoning', () => {
  const thinker = 'openai/gpt-5-mini'
  const ask = {
    model: thinker,
    input: 'Think. sim:reasoning=32',
    store: false,
    include: ['reasoning.encrypted_content' as const],
  }

  it('goes back to the account that gave it out, though nothing is kept', async () => {
    const { sdk } = world
    for (let n = 0; n < 4; n++) {
      const first = await sdk.red.responses.create(ask)
      const [account] = Object.keys(world.asked())
      const input = [
        ...(first.output as OpenAI.Responses.ResponseInput),
        { role: 'user' as const, content: 'And?' },
      ]
      await sdk.red.responses.create({ ...ask, input })
      expect(world.asked()).toEqual({ [account ?? '']: 1 })
    }
  })

  it('whose account is not known is not left to chance', async () => {
    const { sdk } = world
    const first = await sdk.red.responses.create(ask)
    const anonymous = first.output.map(item =>
      item.type === 'reasoning' ? { ...item, id: 'rs_other' } : item,
    )
    const input = [
      { role: 'user' as const, content: 'Think.' },
      ...(anonymous as OpenAI.Responses.ResponseInput),
      { role: 'user' as const, content: 'And?' },
    ]
    world.asked()
    expect(await refusal(sdk.red.responses.create({ ...ask, input }))).toMatchObject({
      error: { code: 'account_in_doubt' },
    })
    expect(world.asked()).toEqual({})
    const translated = await sdk.red.responses.create({ ...ask, input, model: claude }).withResponse()
    expect(translated.response.headers.get('x-lucid-receipt')).toMatch(/dropped/)
  })
})

it('is explained as it is called', async () => {
  const { sdk } = world
  const first = await sdk.red.responses.create({ model: onB, input: 'One' })
  world.asked()
  const explained = await sdk.red.post<{ readonly targets: readonly { readonly account: string }[] }>(
    '/explain',
    {
      body: { path: '/v1/responses', body: { model, input: 'Two', previous_response_id: first.id } },
    },
  )
  expect(explained.targets.map(({ account }) => account)).toEqual(['openai-b'])
  expect(world.asked()).toEqual({})
})

describe('after a restart, when nothing is remembered', () => {
  it('an answer is found again with the account named', async () => {
    const { sdk, host } = world
    const first = await sdk.red.responses.create({ model: onA, input: 'One' })
    await host.gateway.runtime.ports.state.delete(`responses:${first.id}`)
    const next = await sdk.red.responses.create({ model: onA, input: 'Two', previous_response_id: first.id })
    expect(next.previous_response_id).toBe(first.id)
  })
})

describe('work in the background', () => {
  it('passes where the vendor has it, and is stopped there', async () => {
    const { sdk } = world
    const begun = await sdk.red.responses.create({ model: onA, input: 'Long work', background: true })
    expect(begun.status).toBe('queued')
    expect((await sdk.red.responses.cancel(begun.id)).status).toBe('cancelled')
  })

  it('is refused where it would have to be translated', async () => {
    const { sdk } = world
    const refused = refusal(sdk.red.responses.create({ model: claude, input: 'x', background: true }))
    expect(await refused).toMatchObject({ status: 400, error: { param: 'background' } })
  })
})

it('a kept answer as a stream is refused with a reason', async () => {
  const { sdk } = world
  const first = await sdk.red.responses.create({ model: onA, input: 'One' })
  const refused = refusal(sdk.red.responses.retrieve(first.id, { stream: true }))
  expect(await refused).toMatchObject({ status: 400, error: { param: 'stream' } })
})
