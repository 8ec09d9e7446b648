import { chat, definePlugin, image, knownUsage } from '@lucid-gateway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminRoles } from '../keys/rows.ts'
import { parametersOf } from '../routes/path-pattern.ts'
import type { Route } from '../routes/route.ts'
import { routes } from '../routes/table.ts'
import { adminWorld, type AdminWorld } from '../testing/admin-world.ts'

/** A vendor whose pictures take for ever, so that there is something to see and to cancel. */
const vendor = definePlugin({
  id: 'slow',
  abi: 1,
  capabilities: { chat, image },
  credentials: {},
  models: [{ id: 'm', capabilities: ['chat', 'image'] }],
  setup: ({ provide }) =>
    provide({
      chat: {
        async generate() {
          const content = [{ type: 'text' as const, text: 'hello' }]
          return {
            content,
            finish: { unified: 'stop' as const, raw: 'stop' },
            usage: knownUsage({ input: 1 }),
          }
        },
      },
      image: {
        job: {
          start: async () => ({ state: 'running', cursor: 'c' }),
          status: async () => ({ state: 'running', cursor: 'c' }),
          cancel: async () => ({ state: 'running', cursor: 'c' }),
        },
      },
    }),
})

let world: AdminWorld
/** Two tenants: of no team, of two teams, and two keys of one team, who are not each other's either. */
let keys: Readonly<Record<'mine' | 'nobodys' | 'teammates' | 'others', string>>
beforeAll(async () => {
  world = await adminWorld({ plugins: [vendor], config: { responses: { store: true } } })
  for (const id of ['red', 'blue']) await world.ask('POST /teams', { id })
  const [mine, nobodys, teammates, others] = await Promise.all(
    [{ team: 'red' }, {}, { team: 'red' }, { team: 'blue' }].map(async facts => (await world.key(facts)).key),
  )
  keys = { mine, nobodys, teammates, others } as typeof keys
})
afterAll(() => world[Symbol.asyncDispose]())

async function sent(key: string, method: string, path: string, body?: object) {
  const answer = await fetch(world.host.url + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(10_000),
  })
  return { status: answer.status, text: await answer.text() }
}
const made = async (path: string, body: object, field: string): Promise<string> => {
  const { text } = await sent(keys.mine, 'POST', path, body)
  const found = (JSON.parse(text) as Record<string, unknown>)[field]
  if (typeof found !== 'string') throw new Error(text)
  return found
}

const picture = { model: 'slow/m', prompt: 'a cat' }
const job = () => made('/v1/images', picture, 'id')
const response = () => made('/v1/responses', { model: 'slow/m', input: 'hi' }, 'id')
const session = () =>
  made('/api/generation', { providerId: 'slow', modelId: 'm', prompt: 'a cat' }, 'sessionId')
const call = async (): Promise<string> => {
  const answer = await world.host.post(
    '/v1/chat',
    { model: 'slow/m', messages: [{ role: 'user', content: 'hi' }] },
    { authorization: `Bearer ${keys.mine}` },
  )
  await answer.text()
  return answer.headers.get('x-lucid-request-id') ?? ''
}

/** What the paths name that belongs to whoever made it. */
const objects: Readonly<Record<string, () => Promise<string>>> = {
  '/v1/images/:id': job,
  '/v1/jobs/:id': job,
  '/v1/jobs/:id/events': job,
  '/v1/calls/:id': call,
  '/v1/responses/:id': response,
  '/v1/responses/:id/cancel': response,
  '/v1/responses/:id/input_items': response,
  '/api/generation': session,
}
/** Parts of paths that name what is everybody's. */
const common = ['version', 'model', 'capability']

const lineOf = ({ method, path }: Route): string => `${method} ${path}`
const called = routes.filter(({ access }) => access === 'caller')
const naming = called.filter(
  ({ path, query }) =>
    parametersOf(path).some(name => !common.includes(name)) || (query && 'sessionId' in query),
)

function pathTo({ path, query }: Route, id: string): string {
  return query && 'sessionId' in query
    ? `${path}?sessionId=${encodeURIComponent(id)}`
    : path.replace(':id', encodeURIComponent(id))
}

describe('another tenant’s', () => {
  it('objects are tried on every path that names one', () => {
    expect(naming.length).toBeGreaterThan(8)
    expect(naming.map(lineOf).filter(line => !objects[line.split(' ')[1] ?? ''])).toEqual([])
  })

  it.each(naming.map(route => ({ line: lineOf(route), route })))(
    'are answered as what is not there: $line',
    async ({ route }) => {
      const id = await (objects[route.path] as () => Promise<string>)()
      const unknown = `${id.slice(0, -6)}zzzzzz`
      for (const who of ['nobodys', 'teammates', 'others'] as const) {
        const [theirs, none] = [
          await sent(keys[who], route.method, pathTo(route, id)),
          await sent(keys[who], route.method, pathTo(route, unknown)),
        ]
        expect([who, theirs.status]).toEqual([who, 404])
        const plain = (text: string): string => text.replaceAll(id, unknown).replaceAll(/req_[\w-]+/g, 'req')
        expect([theirs.status, plain(theirs.text)], who).toEqual([none.status, plain(none.text)])
      }
      if (route.path.endsWith('/events') || (route.method === 'GET' && route.path === '/api/generation'))
        return
      // It is there all the while, for the one whose it is.
      expect((await sent(keys.mine, route.method, pathTo(route, id))).status).not.toBe(404)
    },
  )

  it('secret for webhooks is another', async () => {
    const [mine, theirs] = [
      await sent(keys.mine, 'GET', '/v1/webhooks/secret'),
      await sent(keys.others, 'GET', '/v1/webhooks/secret'),
    ]
    expect(mine.text).not.toBe(theirs.text)
  })
})

describe('an admin', () => {
  it.each(adminRoles)(
    'whose role is %s calls no model, and reads nobody’s answers: on no path',
    async role => {
      const key = await world.admin(role)
      const id = await job()
      for (const route of called) {
        const path = pathTo(route, id)
          .replaceAll(/(?<!\\)[:*]\w+/g, 'x')
          .replaceAll('\\', '')
        const { status, text } = await sent(key, route.method, path, route.method === 'POST' ? {} : undefined)
        expect([lineOf(route), status]).toEqual([lineOf(route), 401])
        expect(text).not.toContain(key)
      }
    },
  )
})
