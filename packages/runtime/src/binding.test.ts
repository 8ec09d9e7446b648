import {
  type Attempt,
  chat,
  type ChatResult,
  definePlugin,
  type Hook,
  knownUsage,
  LucidError,
  type Plugin,
  type RelayBody,
} from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { hi } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import type { Binding } from './runtime.ts'
import { use } from './options.ts'

const result: ChatResult = { content: [], finish: { unified: 'stop' }, usage: knownUsage({ input: 1 }) }
const body: RelayBody = { stream: false, field: () => undefined, patched: () => new Uint8Array() }
const bytes = new TextEncoder().encode('{}')

/** A vendor of some wires that notes which account is asked, and refuses where it is told to. */
function vendor(id: string, wires: readonly string[], fails: readonly string[], asked: string[]): Plugin {
  const play = (attempt: Attempt, how: string): void => {
    asked.push(`${how} ${attempt.account}`)
    if (fails.includes(attempt.account)) throw new LucidError('overloaded', 'Full.')
  }
  return definePlugin({
    id,
    abi: 1,
    capabilities: { chat },
    models: [{ id: 'm', capabilities: ['chat'] }],
    setup: ({ provide }) =>
      provide({
        chat: {
          generate: async (_request, attempt) => {
            play(attempt, 'decoded')
            return result
          },
          relay: wires.map(wire => ({
            wire,
            send: async (_body: RelayBody, attempt: Attempt) => {
              play(attempt, wire)
              return {
                kind: 'answer',
                result,
                usage: result.usage,
                warnings: [],
                bytes: () => bytes,
              } as const
            },
          })),
        },
      }),
  }) as unknown as Plugin
}

interface World {
  readonly fails?: readonly string[]
  readonly hooks?: readonly Hook[]
  readonly wires?: readonly string[]
}

async function world({ fails = [], hooks = [], wires = ['own'] }: World = {}) {
  const asked: string[] = []
  const own = vendor('own', wires, fails, asked)
  const runtime = await createRuntime({
    plugins: [own, use(own, { as: 'own-eu' }), vendor('other', ['foreign'], fails, asked)],
    channels: {
      stable: {
        'chat.mixed': [
          { provider: 'other', model: 'm' },
          { provider: 'own', model: 'm' },
        ],
        'chat.ordered': [
          { provider: 'own-eu', model: 'm' },
          { provider: 'other', model: 'm' },
        ],
      },
    },
    hooks,
    retry: { attempts: 3, baseMs: 1 },
    breaker: false,
    env: {},
  } as never)
  const call = (target: string, bound: Omit<Binding, 'wire' | 'param'>) =>
    runtime.call({
      capability: chat,
      target,
      request: hi,
      raw: { wire: 'own', body },
      bound: { ...bound, wire: 'own', param: 'previous' },
    })
  return { asked, call, runtime }
}

describe('a call that is bound', () => {
  it('goes to the account that keeps what it refers to, whatever the weights say', async () => {
    const { asked, call } = await world()
    for (let n = 0; n < 8; n++) await call('own/m', { by: 'kept', account: 'own-eu' })
    await call('chat.mixed', { by: 'kept', account: 'own-eu' })
    expect(new Set(asked)).toEqual(new Set(['own own-eu']))
  })

  it.each(['kept', 'sealed'] as const)('by what is %s is tried nowhere else when that fails', async by => {
    const { asked, call } = await world({ fails: ['own-eu'] })
    await expect(call('own/m', { by, account: 'own-eu' })).rejects.toMatchObject({ code: 'overloaded' })
    await expect(call('chat.mixed', { by, account: 'own-eu' })).rejects.toMatchObject({ code: 'overloaded' })
    expect(new Set(asked)).toEqual(new Set(['own own-eu']))
  })

  it('is refused where the account serves nothing that was asked for, and told what to ask for', async () => {
    const { asked, call } = await world()
    for (const name of ['other/m', 'own-eu/m'])
      await expect(call(name, { by: 'kept', account: 'own' })).rejects.toMatchObject({
        code: 'invalid_request',
        reason: 'kept_elsewhere',
        param: 'previous',
        details: { account: 'own' },
        hint: expect.stringContaining('own/'),
      })
    await expect(call('own/m', { by: 'kept', account: 'gone' })).rejects.toMatchObject({
      reason: 'kept_elsewhere',
      message: expect.stringContaining('not in use any more'),
    })
    expect(asked).toEqual([])
  })

  it('to an account that nobody knows goes to the one that was named, and to no other', async () => {
    const { asked, call } = await world({ fails: ['own-eu'] })
    await expect(call('chat.ordered', { by: 'kept' })).rejects.toMatchObject({ code: 'overloaded' })
    expect(new Set(asked)).toEqual(new Set(['own own-eu']))
    const before = asked.length
    await expect(call('own/m', { by: 'kept' })).rejects.toMatchObject({
      reason: 'account_in_doubt',
      details: { accounts: ['own', 'own-eu'] },
    })
    expect(asked).toHaveLength(before)
  })

  it('is never translated where that would lose what it refers to', async () => {
    const { asked, call } = await world()
    for (const by of ['kept', 'form'] as const) {
      await expect(call('other/m', { by })).rejects.toMatchObject({
        code: 'invalid_request',
        reason: 'lost_in_translation',
        param: 'previous',
      })
    }
    expect(asked).toEqual([])
  })

  it('by its form alone falls back to whoever speaks the wire', async () => {
    const { asked, call } = await world({ fails: ['own'] })
    await call('chat.mixed', { by: 'form' })
    expect(asked.filter(each => each.startsWith('decoded'))).toEqual([])
    expect(asked.at(-1)).toBe('own own-eu')
  })

  it('by what is sealed may be translated, but is read by no other account of the wire', async () => {
    const { asked, call } = await world()
    await call('other/m', { by: 'sealed', account: 'own-eu' })
    expect(asked).toEqual(['decoded other'])
    await call('other/m', { by: 'sealed' })
    await expect(call('own/m', { by: 'sealed', account: 'gone' })).rejects.toMatchObject({
      reason: 'kept_elsewhere',
    })
    await expect(call('own/m', { by: 'sealed' })).rejects.toMatchObject({ reason: 'account_in_doubt' })
    expect(asked).toEqual(['decoded other', 'decoded other'])
  })

  it('is refused where a layer has it translated by a wire that loses it, and passes where there is no other', async () => {
    const hooks: readonly Hook[] = [
      { kind: 'call', name: 'reader', phase: 'guard', needsContent: true, run: (_call, next) => next() },
    ]
    const both = await world({ hooks, wires: ['foreign', 'own'] })
    await expect(both.call('own/m', { by: 'kept', account: 'own' })).rejects.toMatchObject({
      reason: 'lost_in_translation',
    })
    const one = await world({ hooks })
    await one.call('own/m', { by: 'kept', account: 'own' })
    expect(one.asked).toEqual(['decoded own'])
  })

  it('is explained as it would go', async () => {
    const { asked, runtime } = await world()
    const explained = await runtime.explain({
      capability: chat,
      target: 'chat.mixed',
      request: hi,
      raw: { wire: 'own', body },
      bound: { by: 'kept', account: 'own-eu', wire: 'own', param: 'previous' },
    })
    expect(explained.targets.map(({ target }) => target.account)).toEqual(['own-eu'])
    expect(explained.excluded.map(({ account, reason }) => `${account} ${reason}`).toSorted()).toEqual([
      'other bound_elsewhere',
      'own bound_elsewhere',
    ])
    expect(asked).not.toContain('decoded other')
  })
})
