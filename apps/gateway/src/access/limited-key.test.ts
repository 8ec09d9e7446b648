import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testGateway, type TestGateway } from '../testing/test-gateway.ts'
import { digestOf, newKey } from './app-key.ts'

const keys = { kinds: newKey(), models: newKey(), fast: newKey(), both: newKey() }
const hashed = (key: string): string => `sha256:${Buffer.from(digestOf(key)).toString('hex')}`
const echo = { provider: 'scripted', model: 'echo' }

let host: TestGateway
beforeAll(async () => {
  host = await testGateway({
    config: {
      plugins: [],
      channels: {
        stable: { 'chat.mine': echo, 'chat.secret': { provider: 'scripted', model: 'slow' } },
        fast: { 'chat.mine': echo },
      },
      keys: [
        { name: 'kinds', key: hashed(keys.kinds), kinds: ['chat.mine', 'chat.typo'] },
        { name: 'models', key: hashed(keys.models), models: ['scripted/echo', 'scripted/ech0'] },
        { name: 'fast', key: hashed(keys.fast), channel: 'fast' },
        { name: 'both', key: hashed(keys.both), channel: 'fast', channels: ['fast', 'stable'] },
      ],
    },
  })
})
afterAll(() => host[Symbol.asyncDispose]())

const get = async (path: string, key: string): Promise<string> =>
  (await fetch(host.url + path, { headers: { authorization: `Bearer ${key}` } })).text()
const ask = async (body: object, key: string): Promise<{ status: number; text: string }> => {
  const messages = [{ role: 'user', content: 'hi' }]
  const answer = await host.post('/v1/chat', { messages, ...body }, { authorization: `Bearer ${key}` })
  return { status: answer.status, text: await answer.text() }
}

describe('a key that may not use everything', () => {
  it('lists nothing that it may not use', async () => {
    expect(await get('/v1/models', keys.kinds)).toBe('{"object":"list","data":[]}')
    const models = await get('/v1/models', keys.models)
    expect(models).toContain('scripted/echo')
    expect(models).not.toMatch(/slow|echo-text/)
    for (const key of [keys.kinds, keys.models]) {
      const capabilities = await get('/v1/capabilities', key)
      expect(capabilities).toContain('chat.mine')
      expect(capabilities).not.toContain('chat.secret')
    }
    const { capabilities } = JSON.parse(await get('/v1/capabilities', keys.fast)) as {
      capabilities: { channels: object }[]
    }
    for (const { channels } of capabilities) expect(Object.keys(channels)).toEqual(['fast'])
  })

  it.each([
    [{ kind: 'chat.secret' }, 'kinds', 403],
    [{ kind: 'chat.nothing' }, 'kinds', 403],
    [{ kind: 'chat.typo' }, 'kinds', 404],
    [{ model: 'scripted/slo' }, 'kinds', 403],
    [{ model: 'scripted/slo' }, 'models', 403],
    [{ model: 'slow' }, 'models', 403],
    [{ model: 'nobody/x' }, 'models', 403],
    [{ model: 'scripted/ech0' }, 'models', 404],
    [{ kind: 'chat.nothing' }, 'models', 403],
  ] as const)('learns nothing of others from a refusal of %j: %s', async (body, key, expected) => {
    const { status, text } = await ask(body, keys[key])
    expect(status).toBe(expected)
    expect(text).not.toMatch(/candidates|scripted\/(slow|hang|flood)|chat\.secret"[,\]]/)
    if (expected === 403) expect(text).toContain('out_of_scope')
  })

  it('names no channel but its own', async () => {
    expect((await ask({ kind: 'chat.mine' }, keys.fast)).status).toBe(200)
    expect((await ask({ kind: 'chat.mine', channel: 'stable' }, keys.fast)).status).toBe(403)
    expect((await ask({ kind: 'chat.mine', channel: 'stable' }, keys.both)).status).toBe(200)
    expect((await ask({ kind: 'chat.mine', channel: 'none' }, keys.both)).status).toBe(403)
  })
})
