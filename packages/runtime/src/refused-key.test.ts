import { chat, type Log, LucidError, type Plugin } from '@lucid-gateway/core'
import { manualClock } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { acme, fails, hi } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import { type RuntimeOptions, use } from './options.ts'

const canary = 'canary-7f3a9c51'
const refused = (code: 'auth' | 'permission') =>
  fails(new LucidError(code, `Incorrect API key provided: ${canary}.`, { origin: 'provider' }))

async function start(options: Omit<RuntimeOptions, 'plugins'> & Pick<Partial<RuntimeOptions>, 'plugins'>) {
  const warned: unknown[] = []
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: (message, facts) => void warned.push({ message, facts }),
    error: () => {},
    child: () => log,
  }
  const clock = manualClock()
  const all = { plugins: [acme([refused('auth')])], breaker: false, ...options } as const
  const runtime = await createRuntime({ ...all, ports: { log, clock } })
  const call = (target = 'acme/m') => runtime.call({ capability: chat, target, request: hi }).catch(() => {})
  return { runtime, all, clock, warned, call }
}

describe('a key of the operator that a vendor refuses', () => {
  it('is told of once, with the place where it is set and never with its value', async () => {
    const { warned, call } = await start({ env: { ACME_KEY: canary } })
    for (let n = 0; n < 50; n++) await call()
    expect(warned).toEqual([
      {
        message: 'a vendor refuses the key of an account',
        facts: expect.objectContaining({
          account: 'acme',
          provider: 'acme',
          setBy: ['ACME_KEY'],
          hint: expect.stringContaining('ACME_KEY'),
        }),
      },
    ])
    expect(JSON.stringify(warned)).not.toContain(canary)
  })

  it('is told of again after a minute, and after a reload', async () => {
    const { runtime, all, clock, warned, call } = await start({ env: { ACME_KEY: canary } })
    await call()
    await clock.advance(59_999)
    await call()
    expect(warned).toHaveLength(1)
    await clock.advance(1)
    await call()
    expect(warned).toHaveLength(2)
    await runtime.reload(all)
    await call()
    expect(warned).toHaveLength(3)
  })

  it.each([
    ['by a variable of its own', 'env:OTHER_KEY', 'OTHER_KEY'],
    ['in the config itself', canary, 'accounts.acme-eu.credentials.apiKey'],
  ])('is told of for each account, also where it is set %s', async (_how, apiKey, said) => {
    const { warned, call } = await start({
      plugins: [use(acme([refused('auth')]) as Plugin, { as: 'acme-us' })],
      accounts: { 'acme-eu': { provider: 'acme', credentials: { apiKey } } },
      env: { ACME_KEY: canary, OTHER_KEY: canary },
    })
    await call('acme-us/m')
    await call('acme-eu/m')
    expect(warned).toMatchObject([{ facts: { setBy: ['ACME_KEY'] } }, { facts: { setBy: [said] } }])
    expect(JSON.stringify(warned)).not.toContain(canary)
  })

  it('is told of in other words where it is known but may not do that', async () => {
    const { warned, call } = await start({
      plugins: [acme([refused('permission')])],
      env: { ACME_KEY: canary },
    })
    await call()
    expect(warned).toMatchObject([{ message: 'a vendor forbids an account what it asks' }])
  })

  it('is no cause for a word where something else fails', async () => {
    const { warned, call } = await start({
      plugins: [acme([fails(new LucidError('quota', 'All used up.'))])],
      env: { ACME_KEY: canary },
    })
    await call()
    expect(warned).toEqual([])
  })
})
