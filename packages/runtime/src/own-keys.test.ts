import { chat, definePlugin, type Log, LucidError, type Plugin, secret } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { acme, fails, hi, type Play, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import { use } from './options.ts'
import type { OwnKeys } from './own-keys.ts'
import type { Runtime } from './runtime.ts'

const keyed = (id: string, script = [says('hi')]) => {
  const made = acme(script, id)
  const credentials = {
    apiKey: secret(`${id.toUpperCase()}_KEY`),
    region: secret('REGION', { optional: true }),
  }
  return { ...made, credentials } as unknown as Plugin & Pick<typeof made, 'tried'>
}
const mine = 'sk-mine-0123456789'

/** Some text, and then the failure. */
function cutBy(error: Error): Play {
  return async function* () {
    yield { type: 'text-start', id: '0' }
    yield { type: 'text-delta', id: '0', text: 'hi' }
    throw error
  }
}

const ask = (target: string, ownKeys: OwnKeys) => ({ capability: chat, target, request: hi, ownKeys })

/** Makes a call; gives what its one try was, as the record has it. */
async function attemptOf(runtime: Runtime, target: string, ownKeys: OwnKeys) {
  const call = await runtime.call(ask(target, ownKeys))
  await call.closed
  return call.attempts[0]
}

describe('a key that a caller brings', () => {
  it("takes the place of the operator's, with nothing of theirs beside it, and pays", async () => {
    const plugin = keyed('acme')
    const runtime = await createRuntime({ plugins: [plugin], env: { ACME_KEY: 'sk-operator', REGION: 'eu' } })
    expect(await attemptOf(runtime, 'acme/m', { acme: 'sk-mine' })).toMatchObject({
      payer: 'caller',
      account: 'acme',
    })
    expect(plugin.tried[0]?.credentials).toEqual({ apiKey: 'sk-mine' })
    expect(plugin.tried[0]?.secretVersion).toBeUndefined()
    await runtime.generate({ capability: chat, target: 'acme/m', request: hi })
    expect(plugin.tried[1]?.credentials).toEqual({ apiKey: 'sk-operator', region: 'eu' })
  })

  it('makes an account usable that has no key of its own, for this call alone', async () => {
    const runtime = await createRuntime({ plugins: [keyed('acme')], env: {} })
    expect(await attemptOf(runtime, 'acme/m', { ACME: 'sk-mine' })).toMatchObject({ payer: 'caller' })
    const without = runtime.generate({ capability: chat, target: 'acme/m', request: hi })
    await expect(without).rejects.toMatchObject({ reason: 'missing_credentials' })
    expect(runtime.accounts()).toMatchObject([{ usable: false }])
  })

  it.each([
    ['a model ref', 'acme/m'],
    ['a bare name', 'm'],
    ['a kind', 'chat.default'],
    ['a kind that lists its provider', 'chat.listed'],
  ])("goes before the provider's other accounts: %s", async (_what, target) => {
    const runtime = await createRuntime({
      plugins: [keyed('acme')],
      accounts: { eu: { provider: 'acme' }, us: { provider: 'acme' } },
      channels: { stable: { 'chat.listed': { provider: 'acme', model: 'm' } } },
      env: { ACME_KEY: 'sk-operator' },
      ports: { random: () => 0 },
    })
    for (const name of ['us', 'eu']) {
      expect(await attemptOf(runtime, target, { [name]: 'sk-mine' })).toMatchObject({
        account: name,
        payer: 'caller',
      })
    }
  })

  it('leaves alone who is of another provider', async () => {
    const plugins = [keyed('acme'), keyed('bolt')]
    const runtime = await createRuntime({ plugins, env: { ACME_KEY: 'a', BOLT_KEY: 'b' } })
    expect(await attemptOf(runtime, 'bolt/m', { acme: 'sk-mine' })).toMatchObject({
      account: 'bolt',
      payer: 'operator',
    })
  })

  it('does not make a kind stand for another provider', async () => {
    const plugins = [keyed('acme'), keyed('bolt'), keyed('core')]
    const runtime = await createRuntime({ plugins, env: { BOLT_KEY: 'b', CORE_KEY: 'c' } })
    const keys = { core: 'sk-mine', acme: 'sk-mine' }
    expect(await attemptOf(runtime, 'chat.default', keys)).toMatchObject({ account: 'bolt' })
    const without = await createRuntime({ plugins, env: {} })
    expect(await attemptOf(without, 'chat.default', { core: 'sk-mine' })).toMatchObject({ account: 'core' })
  })

  it.each([
    ['before its first content', fails(new TypeError(`no header: ${mine}`))],
    ['after it', cutBy(new TypeError(`no header: ${mine}`))],
    ['after it, by the vendor', cutBy(new LucidError('upstream', mine, { details: { sent: [mine] } }))],
  ])('is in no log, record or error where a plugin that quotes it fails %s', async (_when, play) => {
    const told: unknown[] = []
    const tell = (...line: unknown[]) => void told.push(line)
    const log: Log = { debug: tell, info: tell, warn: tell, error: tell, child: () => log }
    const runtime = await createRuntime({
      plugins: [keyed('acme', [play])],
      env: {},
      retry: { attempts: 1 },
      ports: { log },
    })
    try {
      const call = await runtime.call({ ...ask('acme/m', { acme: mine }), id: 'one', stream: true })
      if (call.outcome.kind === 'stream') for await (const _part of call.outcome.parts);
    } catch (thrown) {
      told.push(LucidError.is(thrown) ? thrown.toJSON() : thrown)
    }
    await runtime.close()
    const found = await runtime.find('one')
    expect(found?.record.status).toBe('failed')
    expect(JSON.stringify([told, found])).not.toContain(mine)
  })

  it('is not logged by a plugin that tells its log of it', async () => {
    const told: unknown[] = []
    const tell = (...line: unknown[]) => {
      const text = JSON.stringify(line, (_name, value: unknown) =>
        value instanceof Error ? String(value.stack) : value,
      )
      told.push(text)
    }
    const log: Log = { debug: tell, info: tell, warn: tell, error: tell, child: facts => (tell(facts), log) }
    const chatty: Play = attempt => {
      const error = new LucidError('auth', mine)
      attempt.log.warn(`sent ${mine}`, { error, cause: new Error(mine), list: [{ mine }], bytes: 3 })
      attempt.log.child({ mine }).debug(mine)
      return says('hi')(attempt)
    }
    const plugin = keyed('acme', [chatty])
    const runtime = await createRuntime({ plugins: [plugin], env: {}, ports: { log } })
    await attemptOf(runtime, 'acme/m', { acme: mine })
    expect(told.join()).toContain('sent [redacted]')
    expect(told.join()).not.toContain(mine)
  })

  it('that its vendor refuses is the fault of the caller, and is named to nobody', async () => {
    const refused = new LucidError('auth', 'Incorrect API key: sk-mine', { origin: 'caller' })
    const runtime = await createRuntime({
      plugins: [keyed('acme', [fails(refused)])],
      env: { ACME_KEY: 'a' },
    })
    const thrown = await runtime.call(ask('acme/m', { acme: 'sk-mine' })).catch((error: unknown) => error)
    expect(thrown).toMatchObject({ code: 'auth', origin: 'caller' })
    expect(JSON.stringify(thrown)).not.toContain('sk-mine')
  })

  it('does not trip the circuit of the account', async () => {
    const down = new LucidError('overloaded', 'down', { origin: 'provider' })
    const plugin = keyed('acme', [...Array.from({ length: 5 }, () => fails(down)), says('hi')])
    const runtime = await createRuntime({
      plugins: [plugin],
      env: { ACME_KEY: 'a' },
      retry: { attempts: 1 },
      breaker: { failureThreshold: 2 },
    })
    for (let n = 0; n < 5; n++)
      await expect(runtime.call(ask('acme/m', { acme: 'x' }))).rejects.toThrow('down')
    await runtime.generate({ capability: chat, target: 'acme/m', request: hi })
  })

  it("does not use up the retries of the operator's calls", async () => {
    const limited = new LucidError('rate_limit', 'later', { origin: 'provider' })
    const plugin = keyed('acme', [...Array.from({ length: 10 }, () => fails(limited)), says('hi')])
    const runtime = await createRuntime({
      plugins: [plugin],
      env: { ACME_KEY: 'a' },
      retry: { attempts: 3, baseMs: 0, budget: 0, budgetFloor: 1 },
      breaker: false,
    })
    for (let n = 0; n < 3; n++)
      await expect(runtime.call(ask('acme/m', { acme: 'sk-mine' }))).rejects.toThrow('later')
    expect(plugin.tried).toHaveLength(9)
    await runtime.generate({ capability: chat, target: 'acme/m', request: hi })
  })

  it('is each in its own call, however many are under way', async () => {
    const plugin = keyed('acme')
    const runtime = await createRuntime({ plugins: [plugin], env: {} })
    const calls = Array.from({ length: 200 }, (_, n) =>
      runtime.call({ ...ask('acme/m', { acme: `sk-${n}` }), id: `call_${n}` }),
    )
    await Promise.all((await Promise.all(calls)).map(call => call.closed))
    for (const { callId, credentials } of plugin.tried)
      expect(credentials).toEqual({ apiKey: callId.replace('call_', 'sk-') })
    expect(new Set(plugin.tried.map(({ callId }) => callId)).size).toBe(200)
  })

  it('keeps its generation alive until its call has ended', async () => {
    const ended: string[] = []
    const slow = definePlugin({
      id: 'slow',
      abi: 1,
      capabilities: { chat },
      credentials: { apiKey: secret('SLOW_KEY') },
      setup: ({ provide, onDispose }) => {
        provide({ chat: { stream: (_request, attempt) => says('hi')(attempt) } })
        onDispose(() => void ended.push('disposed'))
      },
    })
    const options = { plugins: [use(slow)], env: {} }
    const runtime = await createRuntime(options)
    const call = await runtime.call({ ...ask('slow/m', { slow: 'sk-mine' }), stream: true })
    await runtime.reload(options)
    expect(ended).toEqual([])
    if (call.outcome.kind === 'stream') for await (const _part of call.outcome.parts);
    await runtime.close()
    expect(ended).toEqual(['disposed', 'disposed'])
  })

  it.each<[string, OwnKeys, string]>([
    ['for nobody', { acne: 'x' }, 'unknown_account'],
    ['that is empty', { acme: '  ' }, 'bad_own_key'],
    ['that is empty under its name', { acme: { apiKey: '  ' } }, 'bad_own_key'],
    ['for who takes none, as none', { open: {} }, 'bad_own_key'],
    ['as none, for who can do without', { free: {} }, 'bad_own_key'],
    ['that no header can carry', { acme: 'a\nb' }, 'bad_own_key'],
    ['under a name that is none', { acme: { token: 'x' } }, 'bad_own_key'],
    ['without the one that is needed', { acme: { region: 'eu' } }, 'bad_own_key'],
    ['twice', { acme: 'x', ACME: 'y' }, 'bad_own_key'],
    ['for who takes none', { open: 'x' }, 'bad_own_key'],
  ])('is refused where it comes %s', async (_what, keys, reason) => {
    const open = { ...acme([says('hi')], 'open'), credentials: {} } as Plugin
    const runtime = await createRuntime({
      plugins: [keyed('acme'), open, acme([says('hi')], 'free')],
      env: {},
    })
    const called = runtime.call(ask('acme/m', keys))
    await expect(called).rejects.toMatchObject({ code: 'invalid_request', reason })
    await expect(runtime.explain(ask('acme/m', keys))).rejects.toMatchObject({ reason })
    expect(runtime.active).toBe(0)
  })

  it('is what an explanation reckons with', async () => {
    const runtime = await createRuntime({ plugins: [keyed('acme')], env: {} })
    const { targets } = await runtime.explain(ask('acme/m', { acme: 'sk-mine' }))
    expect(targets).toMatchObject([{ target: { account: 'acme', model: 'm' } }])
  })
})
