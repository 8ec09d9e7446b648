import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { replicateErrors, type ReplicateSimulator, simulatorKey, startReplicateSimulator } from '../index.ts'

let simulator: ReplicateSimulator
beforeAll(async () => {
  simulator = await startReplicateSimulator()
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

const schnell = 'models/black-forest-labs/flux-schnell/predictions'
const stable = 'ac732df83cea7fff18b8472768c88ad041fa750ff7682a21affe81863cbe77e4'
const prompt = { input: { prompt: 'a fox' } }

function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(path.startsWith('http') ? path : `${simulator.url}/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${simulatorKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

interface Body {
  readonly id: string
  readonly status: string
  readonly output: unknown
  readonly error: unknown
  readonly logs: string
  readonly version: string
  readonly data_removed: boolean
  readonly started_at?: string
  readonly deadline?: string
  readonly metrics?: { readonly predict_time: number }
  readonly urls: { readonly get: string; readonly cancel: string; readonly stream?: string }
  readonly detail?: string
  readonly invalid_fields?: readonly { readonly type: string; readonly field: string }[]
}

async function create(body: object = prompt, path = schnell, headers = {}): Promise<Body> {
  return (await (await ask('POST', path, body, headers)).json()) as Body
}

async function get(url: string): Promise<Body> {
  return (await (await ask('GET', url)).json()) as Body
}

describe('what it refuses', () => {
  it('requests without the key, or with one that it does not know', async () => {
    for (const authorization of ['', 'Bearer nobody', `Token ${simulatorKey}`]) {
      const answer = await ask('POST', schnell, prompt, { authorization })
      expect(answer.status).toBe(401)
      expect(await answer.json()).toEqual(replicateErrors.unauthenticated.toJSON())
    }
  })

  const inputs: readonly (readonly [name: string, input: object, type: string, field: string])[] = [
    ['no prompt', { seed: 1 }, 'required', 'input'],
    [
      'a field that the model does not have',
      { prompt: 'x', foo: 1 },
      'additional_property_not_allowed',
      'input',
    ],
    ['a value of the wrong type', { prompt: 'x', seed: '1' }, 'invalid_type', 'input.seed'],
    ['too many pictures', { prompt: 'x', num_outputs: 5 }, 'number_lte', 'input.num_outputs'],
    ['no picture', { prompt: 'x', num_outputs: 0 }, 'number_gte', 'input.num_outputs'],
    ['a choice that there is not', { prompt: 'x', output_format: 'gif' }, 'enum', 'input.output_format'],
  ]
  it.each(inputs)('%s', async (_name, input, type, field) => {
    const answer = await ask('POST', schnell, { input })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({
      title: 'Input validation failed',
      detail: expect.stringMatching(/^- input/),
      invalid_fields: [{ type, field }],
    })
  })

  it('what is no address where a picture should be', async () => {
    const input = { prompt: 'x', image: 'a picture' }
    const answer = await ask('POST', 'models/black-forest-labs/flux-dev/predictions', { input })
    expect(answer.status).toBe(422)
  })

  it('models of the community by their names alone, and versions that there are not', async () => {
    expect((await ask('POST', 'models/stability-ai/stable-diffusion/predictions', prompt)).status).toBe(404)
    for (const version of ['stability-ai/stable-diffusion', 'f'.repeat(64), `acme/inpainter:${stable}`]) {
      expect((await ask('POST', 'predictions', { ...prompt, version })).status).toBe(422)
    }
  })

  it('headers and webhooks that are not as they should be', async () => {
    const refused = [
      ask('POST', schnell, prompt, { prefer: 'wait=61' }),
      ask('POST', schnell, prompt, { 'cancel-after': '1s' }),
      ask('POST', schnell, { ...prompt, webhook: 'http://example.com/hook' }),
      ask('POST', schnell, { ...prompt, webhook_events_filter: ['end'] }),
    ]
    expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([422, 422, 422, 422])
  })

  it('what others uploaded or started', async () => {
    const { id } = await create()
    await using other = await startReplicateSimulator({ keys: ['other-key'] })
    expect((await ask('GET', `${other.url}/predictions/${id}`)).status).toBe(401)
    expect((await ask('GET', 'predictions/sim0')).status).toBe(404)
  })
})

describe('a prediction', () => {
  it('starts, runs and ends, one poll after the other', async () => {
    const first = await create({ input: { prompt: 'a fox', num_outputs: 2 } })
    expect(first).toMatchObject({ status: 'starting', output: null, version: 'hidden', logs: '' })
    expect(await get(first.urls.get)).toMatchObject({ status: 'processing', output: null })
    const last = await get(first.urls.get)
    expect(last).toMatchObject({ status: 'succeeded', error: null, metrics: { predict_time: 1.25 } })
    expect(last.logs).toMatch(/^Using seed: 42\n 50%\|█ {3}\| 1\/2 .*\n100%\|██ {3}\| 2\/2/)
    expect(last.output).toHaveLength(2)
    expect(await get(first.urls.get)).toEqual(last)
  })

  it('is run by a version, by a model with its version, by the name of an official model and by a deployment', async () => {
    const versions = [stable, `stability-ai/stable-diffusion:${stable}`, 'black-forest-labs/flux-schnell']
    for (const version of versions) {
      expect((await create({ ...prompt, version }, 'predictions')).status).toBe('starting')
    }
    const deployed = await create(prompt, 'deployments/acme/my-flux/predictions')
    expect(deployed).toMatchObject({ deployment: 'acme/my-flux', model: 'black-forest-labs/flux-dev' })
  })

  it('is waited for, if it does not take too long', async () => {
    const done = await ask('POST', schnell, prompt, { prefer: 'wait' })
    expect([done.status, done.headers.get('preference-applied')]).toEqual([201, 'wait'])
    expect(await done.json()).toMatchObject({ status: 'succeeded' })
    const late = await ask('POST', schnell, { input: { prompt: 'sim:polls=9' } }, { prefer: 'wait=5' })
    expect(late.status).toBe(202)
    expect(await late.json()).toMatchObject({ status: 'processing', output: null })
  })

  const ends: readonly (readonly [name: string, words: string, end: object])[] = [
    ['fails', 'sim:outcome=failed', { status: 'failed', error: 'CUDA out of memory.' }],
    ['is refused for its content', 'sim:nsfw', { status: 'failed', error: expect.stringMatching(/^NSFW/) }],
    ['never begins', 'sim:outcome=aborted', { status: 'aborted' }],
    ['never ends', 'sim:outcome=never', { status: 'processing', output: null }],
    [
      'has its output while it still says that it runs',
      'sim:outcome=processing-with-output',
      { status: 'processing', output: [expect.any(String)] },
    ],
    [
      'is complete without saying so, and without an output',
      'sim:outcome=processing-without-output',
      { status: 'processing', output: null, completed_at: expect.any(String) },
    ],
    ['succeeds with nothing', 'sim:outcome=succeeded-without-output', { status: 'succeeded', output: null }],
    [
      'has lost its data',
      'sim:removed',
      { status: 'succeeded', output: null, data_removed: true, input: {} },
    ],
  ]
  it.each(ends)('%s', async (_name, words, end) => {
    const { urls } = await create({ input: { prompt: words } })
    await get(urls.get)
    expect(await get(urls.get)).toMatchObject(end)
  })

  it('costs nothing where it never began', async () => {
    const { urls } = await create({ input: { prompt: 'sim:outcome=aborted sim:polls=1' } })
    const { metrics, started_at } = await get(urls.get)
    expect([metrics, started_at]).toEqual([undefined, undefined])
  })

  it('is canceled, unless it is over', async () => {
    const { urls } = await create()
    expect(await (await ask('POST', urls.cancel)).json()).toMatchObject({ status: 'canceled' })
    expect(await get(urls.get)).toMatchObject({ status: 'canceled' })
    const done = await create({ input: { prompt: 'sim:polls=0' } })
    expect(await (await ask('POST', done.urls.cancel)).json()).toMatchObject({ status: 'succeeded' })
  })

  it('is ended by its deadline: aborted before it starts, canceled after', async () => {
    const first = await create(prompt, schnell, { 'cancel-after': '1m' })
    expect(first.deadline).toBeDefined()
    simulator.passDeadline(first.id)
    expect(await get(first.urls.get)).toMatchObject({ status: 'aborted' })
    const second = await create(prompt, schnell, { 'cancel-after': '1m30s' })
    await get(second.urls.get)
    simulator.passDeadline(second.id)
    expect(await get(second.urls.get)).toMatchObject({ status: 'canceled' })
  })

  it('is listed with the others of its account, the newest first, in pages', async () => {
    await using small = await startReplicateSimulator({ pageSize: 2 })
    for (const seed of [1, 2, 3])
      await ask('POST', `${small.url}/${schnell}`, { input: { prompt: 'x', seed } })
    interface Page {
      readonly next: string | null
      readonly results: readonly { readonly input: { readonly seed: number } }[]
    }
    const first = (await (await ask('GET', `${small.url}/predictions`)).json()) as Page
    const second = (await (await ask('GET', String(first.next))).json()) as Page
    expect([...first.results, ...second.results].map(({ input }) => input.seed)).toEqual([3, 2, 1])
    expect(second.next).toBeNull()
  })
})

describe('what was made', () => {
  it('is served to whoever has its address, and notes who brings a key', async () => {
    const { id } = await create({ input: { prompt: 'sim:polls=0', output_format: 'png' } })
    const { output } = await get(`predictions/${id}`)
    const [url] = output as [string]
    const picture = await fetch(url)
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect(simulator.leaks).toHaveLength(0)
    await ask('GET', url)
    expect(simulator.leaks).toHaveLength(1)
  })

  it('is gone after a while', async () => {
    const { id } = await create({ input: { prompt: 'sim:polls=0' } })
    const { output } = await get(`predictions/${id}`)
    simulator.expire(id)
    expect((await fetch((output as [string])[0])).status).toBe(404)
    expect(await get(`predictions/${id}`)).toMatchObject({ output: null, data_removed: true })
  })

  it('comes as one address, as an object of them, as words or as data, as the model has it', async () => {
    const outputs = async (path: string, body: object): Promise<unknown> => {
      const { id } = await create(body, path)
      return (await get(`predictions/${id}`)).output
    }
    const pro = 'models/black-forest-labs/flux-1.1-pro/predictions'
    expect(await outputs(pro, { input: { prompt: 'sim:polls=0' } })).toMatch(/\.webp$/)
    expect(await outputs(pro, { input: { prompt: 'sim:polls=0 sim:data-url' } })).toMatch(/^data:image\/webp/)
    const input = { prompt: 'sim:polls=0', image: 'https://example.com/a.png' }
    expect(await outputs('predictions', { version: 'c'.repeat(64), input })).toMatchObject({
      image: expect.stringMatching(/\.png$/),
    })
  })

  it('streams where the model writes', async () => {
    const { urls } = await create(
      { input: { prompt: 'one two\nthree' } },
      'models/meta/meta-llama-3-8b-instruct/predictions',
    )
    const text = await (await fetch(String(urls.stream))).text()
    expect(text).toBe(
      'event: output\nid: 1690212293:0\ndata: one \n\nevent: output\nid: 1690212294:0\ndata: two\ndata: three\n\nevent: done\nid: 1690212295:0\ndata: {}\n\n',
    )
  })
})

describe('beside predictions', () => {
  it('files are kept for the account', async () => {
    const form = new FormData()
    form.append('content', new Blob(['abc'], { type: 'text/plain' }), 'a.txt')
    form.append('metadata', new Blob(['{"a":1}'], { type: 'application/json' }))
    const headers = { authorization: `Bearer ${simulatorKey}` }
    const made = await fetch(`${simulator.url}/files`, { method: 'POST', headers, body: form })
    const file = (await made.json()) as { readonly id: string; readonly urls: { readonly get: string } }
    expect(made.status).toBe(201)
    expect(file).toMatchObject({ size: 3, content_type: 'text/plain', metadata: { a: 1 } })
    expect(await (await ask('GET', file.urls.get)).json()).toEqual(file)
    expect((await ask('DELETE', `files/${file.id}`)).status).toBe(204)
    expect((await ask('GET', file.urls.get)).status).toBe(404)
  })

  it('models are found by name, in a list, by a search and in collections', async () => {
    const ids = async (answer: Promise<Response>, field = 'results'): Promise<readonly string[]> => {
      const body = (await (await answer).json()) as Record<string, { readonly name: string }[]>
      return (body[field] ?? []).map(({ name }) => name)
    }
    expect(await ids(ask('GET', 'models'))).toHaveLength(6)
    const found = await ids(ask('QUERY', 'models', '"llama"', { 'content-type': 'text/plain' }))
    expect(found).toEqual(['meta-llama-3-8b-instruct'])
    expect((await ask('QUERY', 'models', '"llama"')).status).toBe(415)
    expect(await ids(ask('GET', 'collections/text-to-image'), 'models')).not.toContain('inpainter')
    const schema = await (await ask('GET', 'models/acme/inpainter')).json()
    expect(schema).toMatchObject({ is_official: false, latest_version: { id: 'c'.repeat(64) } })
    expect((await ask('GET', `models/acme/inpainter/versions/${'c'.repeat(64)}`)).status).toBe(200)
    expect((await ask('GET', `models/acme/inpainter/versions/${'d'.repeat(64)}`)).status).toBe(404)
  })

  it('errors and faults come at the step that they are meant for', async () => {
    simulator.script({ on: 'cancel', error: 'server_error' }, { error: 'throttled' })
    const refused = await ask('POST', schnell, prompt)
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('resets in ~30s') })
    const { urls } = await create({ input: { prompt: 'x sim:get-fault=reset' } })
    await expect(ask('GET', urls.get)).rejects.toThrow()
    expect((await ask('GET', urls.get)).status).toBe(200)
    expect((await ask('POST', urls.cancel)).status).toBe(500)
  })
})

describe('webhooks', () => {
  async function listener() {
    const heard: {
      readonly headers: IncomingMessage['headers']
      readonly body: { readonly status: string }
    }[] = []
    const server = createServer((incoming, response) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        heard.push({ headers: incoming.headers, body: JSON.parse(Buffer.concat(chunks).toString()) })
        response.writeHead(204).end()
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    return {
      heard,
      url,
      [Symbol.asyncDispose]: () => new Promise<void>(resolve => server.close(() => resolve())),
    }
  }

  it('are sent for the events that were asked for, in any order and as often as wanted', async () => {
    await using hook = await listener()
    const { id } = await create({
      ...prompt,
      webhook: hook.url,
      webhook_events_filter: ['start', 'completed'],
    })
    expect(await simulator.deliver(id)).toBe(204)
    expect(await simulator.deliver(id, { as: 'duplicate' })).toBe(204)
    expect(await simulator.deliver(id, { event: 'start' })).toBe(204)
    expect(await simulator.deliver(id, { event: 'logs' })).toBeUndefined()
    expect(hook.heard.map(({ body }) => body.status)).toEqual(['succeeded', 'succeeded', 'processing'])
    const [first, again] = hook.heard
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(first?.headers['webhook-signature']).toMatch(/^v1,[\w+/]{43}=$/)
  })
})
