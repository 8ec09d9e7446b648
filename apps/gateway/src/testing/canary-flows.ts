import { accessMatrix } from '../routes/access-matrix.ts'
import { routes } from '../routes/table.ts'
import type { CanaryWorld } from './canary-world.ts'

/** A thing that goes wrong, and how. */
export interface Flow {
  readonly name: string
  run(world: CanaryWorld): Promise<unknown>
}

type Body = Readonly<Record<string, unknown>>

/** A chat in each dialect. */
const dialects: Readonly<
  Record<string, (model: string, text: string, stream: boolean) => readonly [string, Body]>
> = {
  lucid: (model, text, stream) => ['/v1/chat', { model, messages: said(text), stream }],
  openai: (model, text, stream) => ['/v1/chat/completions', { model, messages: said(text), stream }],
  responses: (model, text, stream) => ['/v1/responses', { model, input: text, stream, store: false }],
  anthropic: (model, text, stream) => [
    '/anthropic/v1/messages',
    { model, messages: said(text), max_tokens: 9, stream },
  ],
  gemini: (model, text, stream) => [
    `/gemini/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    { contents: [{ role: 'user', parts: [{ text }] }] },
  ],
}

function said(text: string): readonly object[] {
  return [{ role: 'user', content: text }]
}

/** The same in each dialect, whole and as a stream. */
function inEach(
  name: string,
  run: (world: CanaryWorld, flow: string, ask: readonly [string, Body]) => Promise<unknown>,
  {
    model,
    text = '',
    streams = [false, true],
  }: { model: string; text?: string; streams?: readonly boolean[] },
): readonly Flow[] {
  return Object.entries(dialects).flatMap(([dialect, ask]) =>
    streams.map(stream => {
      const flow = `${name}: ${dialect}${stream ? ', stream' : ''}`
      return {
        name: flow,
        run: (world: CanaryWorld) => run(world, flow, ask(model, `${world.canaries.prompt} ${text}`, stream)),
      }
    }),
  )
}

const plainly = (world: CanaryWorld, flow: string, [path, body]: readonly [string, Body]) =>
  world.post(flow, path, body)

const vendorErrors = [
  'invalid_api_key',
  'insufficient_quota',
  'rate_limit_exceeded',
  'server_error',
  'context_length_exceeded',
  'model_not_found',
]
const faults = ['reset', 'reset:2', 'close:1', 'hang', 'hang:2', 'html', 'body-error', 'garbage-event:1']

const vendors: readonly Flow[] = [
  ...['refuses', 'limits', 'throws', 'breaks', 'tells', 'unheard-of'].flatMap(model => [
    ...inEach(`a vendor that ${model}`, plainly, { model: `scripted/${model}` }),
    ...inEach(`a vendor by the config that ${model}`, plainly, {
      model: `literal/${model}`,
      streams: [false],
    }),
  ]),
  ...vendorErrors.flatMap(error =>
    inEach(`the vendor's ${error}`, plainly, {
      model: 'openai/gpt-4.1-mini',
      text: `sim:error=${error}`,
      streams: [false],
    }),
  ),
  ...faults.flatMap(fault =>
    inEach(`a line that fails by ${fault}`, plainly, {
      model: 'openai/gpt-4.1-mini',
      text: `sim:fault=${fault}`,
      streams: [true],
    }),
  ),
  ...inEach('a vendor that never answers', plainly, { model: 'scripted/hang', streams: [false] }),
]

const badKeys: readonly Flow[] = [
  ...inEach(
    'a wrong key',
    (world, flow, [path, body]) =>
      world.post(flow, path, body, {
        authorization: `Bearer ${world.canaries.wrong}`,
        'x-api-key': world.canaries.wrong,
      }),
    { model: 'scripted/echo' },
  ),
  ...inEach(
    'a key with a slip in it',
    (world, flow, [path, body]) =>
      world.post(flow, path, body, { authorization: `Bearer ${world.canaries.app.slice(0, -1)}_` }),
    { model: 'scripted/echo', streams: [false] },
  ),
  ...inEach(
    'a wrong key of the caller’s own',
    (world, flow, [path, body]) =>
      world.post(flow, path, body, { 'x-user-openai-key': world.canaries.wrongOwn }),
    { model: 'openai/gpt-4.1-mini' },
  ),
  ...['refuses', 'breaks', 'tells', 'throws'].flatMap(model =>
    inEach(
      `a key of the caller’s own that a vendor which ${model} quotes`,
      (world, flow, [path, body]) =>
        world.post(flow, path, body, { 'x-user-scripted-key': world.canaries.own }),
      { model: `scripted/${model}`, streams: [model === 'breaks'] },
    ),
  ),
  ...inEach(
    'a key of the caller’s own, and a vendor that fails',
    (world, flow, [path, body]) =>
      world.post(flow, path, body, {
        'x-user-api-keys': JSON.stringify({ openai: { apiKey: world.canaries.own } }),
      }),
    { model: 'openai/gpt-4.1-mini', text: 'sim:error=server_error', streams: [false] },
  ),
  ...[
    (own: string) => ({ 'x-user-opnai-key': own }),
    (own: string) => ({ 'x-user-api-keys': own }),
    (own: string) => ({ 'x-user-api-keys': `{"openai":{"token":"${own}"}}` }),
    (own: string) => ({ 'x-user-openai-key': own, 'x-user-api-keys': `{"openai":"${own}"}` }),
  ].flatMap((headers, at) =>
    inEach(
      `a header of keys that is none, ${at}`,
      (world, flow, [path, body]) => world.post(flow, path, body, headers(world.canaries.own)),
      { model: 'openai/gpt-4.1-mini', streams: [false] },
    ),
  ),
]

const refused: readonly Flow[] = [
  ...inEach(
    'a budget that is spent',
    (world, flow, [path, body]) =>
      world.post(flow, path, body, { authorization: `Bearer ${world.canaries.poor}` }),
    { model: 'scripted/echo' },
  ),
  ...inEach(
    'a limit that is reached',
    async (world, flow, [path, body]) => {
      await world.post(flow, path, { ...body, stream: false }, { 'x-lucid-user': 'ana' })
      return world.post(flow, path, body, { 'x-lucid-user': 'ana' })
    },
    { model: 'scripted/tells', streams: [false] },
  ),
  ...inEach(
    'a body that is no JSON',
    (world, flow, [path, body]) => world.post(flow, path, `${JSON.stringify(body)}}`),
    {
      model: 'scripted/echo',
      streams: [false],
    },
  ),
  ...inEach(
    'a field that there is not',
    (world, flow, [path, body]) =>
      world.post(flow, path, {
        ...body,
        messages: world.canaries.prompt,
        input: 7,
        contents: world.canaries.prompt,
      }),
    { model: 'scripted/echo', streams: [false] },
  ),
  ...inEach(
    'a name of a call that is used for two',
    async (world, flow, [path, body]) => {
      const headers = { 'idempotency-key': flow.replaceAll(/\W+/g, '-') }
      await world.post(flow, path, body, headers)
      return world.post(flow, path, { ...body, seed: 7 }, headers)
    },
    { model: 'scripted/breaks', streams: [false] },
  ),
]

const repeated: readonly Flow[] = inEach(
  'a stream that breaks, and is asked for again',
  async (world, flow, [path, body]) => {
    const headers = {
      'idempotency-key': flow.replaceAll(/\W+/g, '-'),
      'x-lucid-user': flow.replaceAll(/\W+/g, ''),
    }
    for (const _ of [1, 2]) await world.post(flow, path, body, headers).catch(() => undefined)
  },
  { model: 'scripted/breaks' },
)

const givenUp: readonly Flow[] = inEach(
  'a stream that its client leaves',
  async (world, flow, [path, body]) => {
    const stop = new AbortController()
    const answer = await fetch(world.host.url + path, {
      method: 'POST',
      headers: { 'x-api-key': world.canaries.app, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: stop.signal,
    })
    const { value } = (await answer.body?.getReader().read()) ?? {}
    world.answers.push({ flow, text: `${[...answer.headers].join('\n')}\n${String(value)}` })
    stop.abort()
  },
  { model: 'scripted/slow', streams: [true] },
)

const picture = { model: 'openai/gpt-image-2', size: '1024x1024' }

const jobs: readonly Flow[] = [
  ...['http://127.0.0.1:9/', 'https://user:pass@example.com/', 'nonsense'].map((url): Flow => ({
    name: `a webhook to ${url}`,
    run: world =>
      world.post(
        'a webhook',
        '/v1/images',
        { ...picture, prompt: world.canaries.prompt },
        { 'x-webhook-url': url },
      ),
  })),
  ...['/v1/images', '/api/generation', '/generate-image'].map((path): Flow => ({
    name: `pictures with a wrong key of the caller's own: ${path}`,
    run: async world => {
      const { modelId, ...lucid } = { ...picture, modelId: 'gpt-image-2' }
      const asked = path === '/v1/images' ? lucid : { providerId: 'openai', modelId, size: lucid.size }
      await world.post(
        path,
        path,
        { ...asked, prompt: world.canaries.prompt },
        { 'x-user-openai-key': world.canaries.wrongOwn, prefer: 'wait=5' },
      )
    },
  })),
  {
    name: 'reports of jobs that there are not',
    run: world => world.post('a report', '/hooks/openai/job_none', { said: world.canaries.prompt }),
  },
]

const admins: readonly Flow[] = accessMatrix(routes)
  .filter(({ path }) => path.startsWith('/admin/'))
  .flatMap(({ method, path }) =>
    (['wrongAdmin', 'app', 'admin'] as const).map((who): Flow => ({
      name: `${method} ${path} as ${who}`,
      run: world =>
        world.ask(`${method} ${path}`, path.replace('{id}', 'none'), {
          method,
          headers: { authorization: `Bearer ${world.canaries[who]}`, 'content-type': 'application/json' },
          ...(method === 'GET' ? {} : { body: JSON.stringify({ odd: world.canaries.prompt, name: 7 }) }),
        }),
    })),
  )

const bodies = {
  '/keys': { name: 'app', models: ['none/*'] },
  '/admins': { name: 'ana', role: 'viewer' },
} as const

/** Makes something that has a key, which its answer shows this once. */
async function makes(world: CanaryWorld, path: keyof typeof bodies): Promise<{ id: string; key: string }> {
  const answer = await asAdmin(world, world.canaries.admin, 'POST', path, bodies[path])
  const made = (await answer.json()) as { id: string; key: string }
  world.made.push(made.key)
  return made
}

function asAdmin(world: CanaryWorld, key: string, method: string, path: string, body?: object) {
  return fetch(`${world.host.url}/admin/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}

/** What is made, and then may not, or is not there any more. */
const madeKeys: readonly Flow[] = [
  {
    name: 'a key that may not call it, is rotated and revoked',
    async run(world) {
      const { id, key } = await makes(world, '/keys')
      const ask = (used: string) =>
        world.post(
          'a key that was made',
          '/v1/chat',
          { model: 'scripted/echo', messages: said('hi') },
          {
            authorization: `Bearer ${used}`,
          },
        )
      await ask(key)
      const rotated = await asAdmin(world, world.canaries.admin, 'POST', `/keys/${id}/rotate`, {
        overlap_seconds: 0,
      })
      world.made.push(((await rotated.json()) as { key: string }).key)
      await ask(key)
      for (const _ of [1, 2]) await asAdmin(world, world.canaries.admin, 'DELETE', `/keys/${id}`)
      await ask(world.made.at(-1) ?? '')
    },
  },
  {
    name: 'an admin who may not, and is revoked',
    async run(world) {
      const { id, key } = await makes(world, '/admins')
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const ask = () =>
        world.ask('an admin that was made', '/admin/v1/teams', {
          method: 'POST',
          headers,
          body: '{"id":"x"}',
        })
      await ask()
      await asAdmin(world, world.canaries.admin, 'DELETE', `/admins/${id}`)
      await ask()
    },
  },
  {
    name: 'a team that there is',
    async run(world) {
      const headers = { authorization: `Bearer ${world.canaries.admin}`, 'content-type': 'application/json' }
      for (const _ of [1, 2])
        await world.ask('a team', '/admin/v1/teams', { method: 'POST', headers, body: '{"id":"red"}' })
    },
  },
]

/** All that goes wrong, some three hundred of it. */
export const canaryFlows: readonly Flow[] = [
  ...vendors,
  ...badKeys,
  ...refused,
  ...repeated,
  ...givenUp,
  ...jobs,
  ...admins,
  ...madeKeys,
]
