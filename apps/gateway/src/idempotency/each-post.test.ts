import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../routes/table.ts'
import { adminWorld, type AdminWorld } from '../testing/admin-world.ts'
import { drawingPlugin } from '../testing/drawing-plugin.ts'
import { scriptedPlugin, type Seen } from '../testing/scripted-plugin.ts'
import { until } from '../testing/test-gateway.ts'

const messages = [{ role: 'user', content: 'hi' }]
const contents = [{ role: 'user', parts: [{ text: 'hi' }] }]
const model = 'scripted/echo'
const picture = { model: 'draws/m', prompt: 'a cat' }

/** What spends, in each dialect. */
const posts: readonly (readonly [path: string, body: object, url?: string])[] = [
  ['/v1/chat', { model, messages }],
  ['/v1/chat', { model, messages, stream: true }],
  ['/v1/chat/completions', { model, messages }],
  ['/v1/chat/completions', { model, messages, stream: true }],
  ['/v1/responses', { model, input: 'hi' }],
  ['/v1/responses', { model, input: 'hi', stream: true }],
  ['/anthropic/v1/messages', { model, messages, max_tokens: 9 }],
  ['/anthropic/v1/messages', { model, messages, max_tokens: 9, stream: true }],
  [
    '/gemini/:version/models/*model\\:generateContent',
    { contents },
    '/gemini/v1beta/models/scripted%2Fecho:generateContent',
  ],
  [
    '/gemini/:version/models/*model\\:streamGenerateContent',
    { contents },
    '/gemini/v1beta/models/scripted%2Fecho:streamGenerateContent?alt=sse',
  ],
  ['/v1/run/:capability', { model, messages }, '/v1/run/chat'],
  ['/v1/images', picture],
  ['/v1/images/generations', picture],
  ['/api/generation', { providerId: 'draws', modelId: 'm', prompt: 'a cat' }],
  ['/generate-image', { providerId: 'draws', modelId: 'm', prompt: 'a cat' }],
]

let world: AdminWorld
let seen: Seen
let drawn: () => number
beforeAll(async () => {
  const scripted = scriptedPlugin()
  const drawing = drawingPlugin()
  seen = scripted.seen
  drawn = drawing.drawn
  world = await adminWorld({ plugins: [scripted.plugin, drawing.plugin], config: { ledger: { on: true } } })
})
afterAll(() => world[Symbol.asyncDispose]())

let serial = 0
const asked = (): number => seen.requests.length + drawn()
const used = async (id: string): Promise<unknown> => {
  const { body } = await world.ask('GET /limits?limit=500')
  return (body['data'] as readonly { name: string; used: number }[]).find(({ name }) => name === id)?.used
}

describe('one Idempotency-Key', () => {
  it.each(posts.map(([path, body, url = path]) => ({ path, body, url })))(
    'has a hundred requests at once run once: $path $body',
    async ({ body, url }) => {
      const { id, key } = await world.key({
        limits: { requests: 1000, per: 'day' },
        budgets: [{ usd: 5, per: 'day' }],
      })
      const other = await world.key()
      const name = `deed-${serial++}`
      const send = (by = key, sent: object = body): Promise<Response> =>
        world.host.post(url, sent, { 'x-api-key': by, 'idempotency-key': name })
      const before = asked()
      const answers = await Promise.all(
        Array.from({ length: 100 }, async () => {
          const answer = await send()
          return [answer.status, await answer.text()] as const
        }),
      )
      const good = answers.filter(([status]) => status < 300)
      expect(answers.filter(([status]) => status >= 300 && status !== 409)).toEqual([])
      expect(asked() - before).toBe(1)
      const again = await send()
      expect([again.headers.get('idempotent-replayed'), await again.text()]).toEqual(['true', good[0]?.[1]])
      expect(new Set(good.map(([, text]) => text)).size).toBe(1)

      // Neither charged nor counted again.
      expect(await used(id)).toBe(1)
      const budget = async () => {
        await until(() => world.host.gateway.runtime.active === 0)
        const { data } = (await world.ask('GET /budgets?limit=500')).body
        const lines = data as readonly { readonly name: string; readonly set_aside_usd: string }[]
        // What is held for calls to come is given back in its own time.
        const { set_aside_usd: _, ...spent } = lines.find(line => line.name === `${id}-day`) ?? {}
        return spent
      }
      const spent = await budget()
      expect(spent).toHaveProperty('used_usd')
      await (await send()).text()
      expect(await budget()).toEqual(spent)
      expect(await used(id)).toBe(1)

      // Another tenant's same key is another key.
      const theirs = await send(other.key)
      expect([theirs.status < 300, theirs.headers.get('idempotent-replayed')]).toEqual([true, null])
      await theirs.text()
      expect(asked() - before).toBe(2)
      expect((await send(key, { ...body, seed: 7, user: 'x' })).status).toBe(422)
    },
  )

  it('is tried with each POST by which something can be spent', () => {
    const free = /\/(explain|input_tokens|count_tokens|cancel)$|countTokens$/
    const alike =
      /\/(embeddings|moderations|images\/edits)$|[eE]mbedContents?$|\*model\\:(stream)?[gG]enerateContent$/
    const spending = routes.filter(
      ({ method, access, body, path }) =>
        method === 'POST' && access === 'caller' && body && !free.test(path),
    )
    const tried = new Set(posts.map(([path]) => path))
    const missing = spending.map(({ path }) => path).filter(path => !tried.has(path) && !alike.test(path))
    expect(missing).toEqual([])
  })
})
