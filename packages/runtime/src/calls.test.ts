import {
  type AttemptRecord,
  type CallLayer,
  type CallRecord,
  chat,
  type ChatRequest,
  knownUsage,
  type Lifecycle,
  LucidError,
  type Plugin,
} from '@lucid-gateway/core'
import { type ManualClock, manualClock } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { acme, fails, hi, type Play, says, talksOn } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import type { RuntimeOptions } from './options.ts'

const env = { ACME_KEY: 'canary-7f3a', BOLT_KEY: 'other' }
const busy = fails(new LucidError('overloaded', 'busy'))

async function start(script: readonly Play[], options: Partial<RuntimeOptions> = {}) {
  const [one, two] = [acme(script), acme([says('from bolt')], 'bolt')]
  const runtime = await createRuntime({
    plugins: [one, two],
    env,
    channels: {
      stable: {
        'chat.safe': [
          { provider: 'acme', model: 'm' },
          { provider: 'bolt', model: 'm' },
        ],
      },
    },
    ...options,
  })
  return { runtime, one, two }
}

const textOf = (result: { content: readonly { type: string; text?: string }[] }) => result.content[0]?.text

describe('a call', () => {
  it('gives a result, its cost and its records', async () => {
    const { runtime } = await start([says('hello')])
    const call = await runtime.call({ capability: chat, target: 'acme/m', request: hi })
    expect(call.outcome).toMatchObject({
      kind: 'answer',
      result: { content: [{ type: 'text', text: 'hello' }] },
    })
    const record = await call.closed
    expect(record).toMatchObject({
      status: 'finished',
      attempts: 1,
      costNanoUsd: '230',
      receipt: { path: 'decoded', target: 'acme/m' },
    })
    expect(call.attempts).toMatchObject([{ id: `${record.id}.1`, status: 'finished', costNanoUsd: '230' }])
    expect(JSON.parse(JSON.stringify(record))).toEqual(record)
    expect(runtime.active).toBe(0)
  })

  it('streams, and closes when the stream has been read', async () => {
    const { runtime } = await start([says('hello')])
    const call = await runtime.call({ capability: chat, target: 'acme/m', request: hi, stream: true })
    expect(runtime.active).toBe(1)
    if (call.outcome.kind !== 'stream') return expect.unreachable()
    const types: string[] = []
    for await (const part of call.outcome.parts) types.push(part.type)
    expect(types).toEqual(['text-start', 'text-delta', 'text-end', 'usage', 'finish'])
    expect(await call.closed).toMatchObject({ status: 'finished', costNanoUsd: '230' })
  })

  it('falls back to the next target, and gives each its own credentials', async () => {
    const { runtime, one, two } = await start([busy])
    const call = await runtime.call({ capability: chat, target: 'chat.safe', request: hi })
    expect(call.target).toMatchObject({ account: 'bolt', why: 'kind chat.safe of stable' })
    expect(call.attempts).toMatchObject([
      { account: 'acme', status: 'failed', error: { code: 'overloaded' } },
      { account: 'bolt', status: 'finished' },
    ])
    expect(one.tried[0]?.credentials).toEqual({ apiKey: 'canary-7f3a' })
    expect(two.tried[0]?.credentials).toEqual({ apiKey: 'other' })
    expect(await call.closed).toMatchObject({ attempts: 2, costNanoUsd: '230' })
  })

  it("does not go elsewhere with the caller's own mistake", async () => {
    const { runtime, two } = await start([
      fails(new LucidError('invalid_request', 'bad', { param: 'temperature' })),
    ])
    await expect(
      runtime.generate({ capability: chat, target: 'chat.safe', request: hi }),
    ).rejects.toMatchObject({
      code: 'invalid_request',
      param: 'temperature',
    })
    expect(two.tried).toHaveLength(0)
  })

  it('tells of every try where all fail', async () => {
    const { runtime } = await start([busy], {
      plugins: [acme([busy]), acme([busy], 'bolt')],
      retry: { attempts: 2 },
    })
    await expect(
      runtime.generate({ capability: chat, target: 'chat.safe', request: hi }),
    ).rejects.toMatchObject({
      code: 'overloaded',
      details: {
        attempts: [
          { target: 'acme/m', code: 'overloaded' },
          { target: 'bolt/m', code: 'overloaded' },
        ],
      },
    })
  })

  it('tries the same target again after what the vendor asks for', async () => {
    const clock = manualClock()
    const later = fails(new LucidError('rate_limit', 'later', { retryAfterMs: 2000 }))
    const { runtime, one } = await start([later, says('at last')], { ports: { clock } })
    const result = runtime.generate({ capability: chat, target: 'acme/m', request: hi })
    await clock.advance(1999)
    expect(one.tried).toHaveLength(1)
    await clock.advance(1 + 250)
    expect(textOf(await result)).toBe('at last')
    expect(new Set(one.tried.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
  })

  it('does not restart a stream that breaks after its first content', async () => {
    const cut: Play = async function* (attempt) {
      for await (const part of says('half')(attempt)) {
        if (part.type === 'text-end') throw new LucidError('network', 'cut')
        yield part
      }
    }
    const { runtime, one, two } = await start([cut])
    const call = await runtime.call({ capability: chat, target: 'chat.safe', request: hi, stream: true })
    if (call.outcome.kind !== 'stream') return expect.unreachable()
    const { parts } = call.outcome
    await expect(Array.fromAsync(parts)).rejects.toMatchObject({ code: 'network' })
    expect(await call.closed).toMatchObject({ status: 'failed', error: { code: 'network' } })
    expect([one.tried.length, two.tried.length]).toEqual([1, 0])
  })

  it('ends at once when the caller goes away, read or not', async () => {
    const { runtime, one } = await start([talksOn])
    const gone = new AbortController()
    const call = await runtime.call({
      capability: chat,
      target: 'acme/m',
      request: hi,
      stream: true,
      signal: gone.signal,
    })
    gone.abort()
    expect(await call.closed).toMatchObject({
      status: 'cancelled',
      error: { code: 'cancelled', reason: 'caller_gone' },
    })
    expect(one.tried[0]?.signal.aborted).toBe(true)
  })

  it('does not ask anyone for a caller who has gone already', async () => {
    const { runtime, one } = await start([says('hello')])
    const input = { capability: chat, target: 'acme/m', request: hi, signal: AbortSignal.abort() }
    await expect(runtime.generate(input)).rejects.toMatchObject({ code: 'cancelled' })
    expect(one.tried).toHaveLength(0)
  })

  it('ends at its deadline', async () => {
    const clock = manualClock()
    const { runtime } = await start([talksOn], { ports: { clock }, timeoutMs: 5000 })
    const call = await runtime.call({ capability: chat, target: 'acme/m', request: hi, stream: true })
    await clock.advance(5000)
    expect(await call.closed).toMatchObject({
      status: 'failed',
      error: { code: 'timeout', reason: 'deadline' },
    })
  })

  it("never shows a vendor's refusal of the operator's key as the caller's fault, nor the key", async () => {
    const refused = fails(
      new LucidError('auth', 'Incorrect API key provided: canary-7f3a.', { upstream: { status: 401 } }),
    )
    const { runtime } = await start([refused])
    const error = await runtime
      .generate({ capability: chat, target: 'acme/m', request: hi })
      .catch((thrown: LucidError) => thrown)
    expect(error).toMatchObject({ code: 'auth', origin: 'provider' })
    expect(JSON.stringify(error)).not.toContain('canary-7f3a')
  })

  it('takes a throw that is no LucidError for a fault of the plugin, and keeps its words for the log', async () => {
    const { runtime } = await start([fails(new TypeError('secret.x is not a function'))], {
      retry: { attempts: 1 },
    })
    const error = await runtime
      .generate({ capability: chat, target: 'acme/m', request: hi })
      .catch((thrown: LucidError) => thrown)
    expect(error).toMatchObject({ code: 'upstream', origin: 'gateway', reason: 'plugin_failed' })
    expect(JSON.stringify(error)).not.toContain('not a function')
  })

  it.each([
    [{ messages: [{ role: 'usr', content: [] }] }, /^This is no request of chat: messages/],
    [{ messages: [{ role: 'user', content: 'hi' }] }, /has a short form in it/],
    [hi, /^The plugin "acme" failed/],
  ])(
    'tells who calls in this process whether the request was at fault where a plugin stumbled: %j',
    async (request, message) => {
      const { runtime } = await start([fails(new TypeError('content.map is not a function'))], {
        retry: { attempts: 1 },
      })
      const asking = runtime.generate({ capability: chat, target: 'acme/m', request: request as ChatRequest })
      await expect(asking).rejects.toMatchObject({ message: expect.stringMatching(message) })
    },
  )

  it.each([
    ['a name instead of the capability', { capability: 'chat' }, 'no_capability'],
    ['no capability', {}, 'no_capability'],
  ])('refuses %s with what to write', async (_what, input, reason) => {
    const { runtime } = await start([says('hi')])
    const asking = runtime.generate({ target: 'acme/m', request: hi, ...input } as never)
    await expect(asking).rejects.toMatchObject({ reason, hint: expect.stringContaining('import { chat }') })
  })

  it('does not start without a list of plugins, and says what to write', async () => {
    await expect(createRuntime({ plugin: [] } as never)).rejects.toMatchObject({
      reason: 'no_plugins',
      hint: expect.stringContaining('plugins: ['),
    })
  })

  it('opens the circuit of a target that keeps failing, and says when to come back', async () => {
    const { runtime, one } = await start([busy], {
      retry: { attempts: 1 },
      env: { ...env, CIRCUIT_BREAKER_FAILURE_THRESHOLD: '2' },
    })
    const ask = () =>
      runtime
        .generate({ capability: chat, target: 'acme/m', request: hi })
        .catch((thrown: LucidError) => thrown)
    await ask()
    await ask()
    expect(await ask()).toMatchObject({ reason: 'circuit_open', retryAfterMs: expect.any(Number) })
    expect(one.tried).toHaveLength(2)
  })
})

describe('hooks', () => {
  it('tells handlers of a life in order, with records only, and survives one that throws', async () => {
    const told: string[] = []
    const handler: Lifecycle = {
      kind: 'lifecycle',
      name: 'diary',
      admitted: (call: CallRecord) => void told.push(`admitted ${call.asked}`),
      attemptStarted: (attempt: AttemptRecord) => void told.push(`started ${attempt.account}`),
      committed: (attempt: AttemptRecord) => void told.push(`committed ${attempt.account}`),
      settled: (attempt: AttemptRecord) => void told.push(`settled ${attempt.account} ${attempt.status}`),
      closed: (call: CallRecord) => void told.push(`closed ${call.status}`),
    }
    const clumsy: Lifecycle = {
      kind: 'lifecycle',
      name: 'clumsy',
      settled: () => Promise.reject(new Error('oops')),
    }
    const { runtime } = await start([busy], { hooks: [clumsy, handler] })
    const call = await runtime.call({ capability: chat, target: 'chat.safe', request: hi })
    await call.closed
    expect(told).toEqual([
      'admitted chat.safe',
      'started acme',
      'settled acme failed',
      'started bolt',
      'committed bolt',
      'settled bolt finished',
      'closed finished',
    ])
  })

  it('a call layer may change the request, answer by itself, and watch the end', async () => {
    const ends: (string | undefined)[] = []
    const guard: CallLayer<typeof chat> = {
      kind: 'call',
      phase: 'guard',
      name: 'polite',
      capability: chat,
      needsContent: true,
      run: async (call, next) => {
        call.onEnd(record => void ends.push(record.status))
        call.replaceRequest({ ...call.request, temperature: 0 })
        return next()
      },
    }
    const { runtime } = await start([says('hello')], { hooks: [guard] })
    const call = await runtime.call({ capability: chat, target: 'acme/m', request: hi })
    await call.closed
    expect(ends).toEqual(['finished'])
  })
})

describe('a stream whose content does not come', () => {
  /** Alive, by its pings, but without a word. */
  const pings = (clock: ManualClock, everyMs: number): Play =>
    async function* (attempt) {
      yield { type: 'start', id: 'c' }
      while (!attempt.signal.aborted) {
        await new Promise<void>(resolve => clock.after(everyMs, resolve))
        yield { type: 'usage', usage: knownUsage({ input: 3 }) }
      }
    }
  const transport = { timeouts: { connect: 100, firstByte: 900 } }

  it('is given up in the time that a first byte has, and another target is asked', async () => {
    const clock = manualClock()
    const { runtime, one } = await start([pings(clock, 10)], { ports: { clock }, transport })
    const called = runtime.call({ capability: chat, target: 'chat.safe', request: hi, stream: true })
    await clock.advance(999)
    expect(one.tried[0]?.signal.aborted).toBe(false)
    await clock.advance(1)
    const call = await called
    expect(one.tried[0]?.signal.aborted).toBe(true)
    expect(call.target?.account).toBe('bolt')
    expect(call.attempts[0]?.error).toMatchObject({ code: 'timeout', reason: 'content_timeout' })
    if (call.outcome.kind === 'stream') call.outcome.cancel()
    await call.closed
  })

  it('may go on for longer once there was content', async () => {
    const clock = manualClock()
    const { runtime } = await start([talksOn], { ports: { clock }, transport })
    const call = await runtime.call({ capability: chat, target: 'acme/m', request: hi, stream: true })
    await clock.advance(5000)
    if (call.outcome.kind !== 'stream') throw new Error('no stream')
    expect(call.outcome.ended).toBe(false)
    call.outcome.cancel()
    expect(await call.closed).toMatchObject({ status: 'cancelled' })
  })
})

describe('generations', () => {
  it('moves new calls to the new config, lets old ones end under theirs, then disposes of it', async () => {
    const { runtime, one } = await start([talksOn])
    const old = await runtime.call({ capability: chat, target: 'acme/m', request: hi, stream: true })
    await runtime.reload({ plugins: [acme([says('new')])], env })
    expect(runtime.generation).toBe(2)
    expect(textOf(await runtime.generate({ capability: chat, target: 'acme/m', request: hi }))).toBe('new')
    expect(one.tried[0]?.signal.aborted).toBe(false)
    if (old.outcome.kind === 'stream') old.outcome.cancel()
    expect(await old.closed).toMatchObject({ status: 'cancelled', generation: 1 })
  })

  it('does one reload after another, so that the last one asked for holds', async () => {
    const { runtime } = await start([says('old')])
    const slow: Plugin = {
      ...acme([says('slow')]),
      setup: async context => {
        await new Promise(resolve => setImmediate(resolve))
        return acme([says('slow')]).setup(context)
      },
    }
    await Promise.all([
      runtime.reload({ plugins: [slow], env }),
      runtime.reload({ plugins: [acme([says('new')])], env }),
    ])
    expect(runtime.generation).toBe(3)
    expect(textOf(await runtime.generate({ capability: chat, target: 'acme/m', request: hi }))).toBe('new')
  })

  it('retries by the new config once it is there', async () => {
    const { runtime } = await start([says('old')])
    const next = acme([busy])
    await runtime.reload({ plugins: [next], env, retry: { attempts: 1 } })
    const failed = runtime.generate({ capability: chat, target: 'acme/m', request: hi })
    await expect(failed).rejects.toMatchObject({ code: 'overloaded' })
    expect(next.tried).toHaveLength(1)
  })

  it('keeps the running one where the next is bad', async () => {
    const { runtime } = await start([says('old')])
    const bad = { plugins: [], accounts: { x: { provider: 'nobody' } } }
    await expect(runtime.reload(bad)).rejects.toMatchObject({
      reason: 'unknown_provider',
      param: 'accounts.x.provider',
    })
    expect(textOf(await runtime.generate({ capability: chat, target: 'acme/m', request: hi }))).toBe('old')
  })

  it('refuses new calls while it closes, waits for the old ones, and ends them after the grace', async () => {
    const clock = manualClock()
    const { runtime } = await start([talksOn], { ports: { clock } })
    const call = await runtime.call({ capability: chat, target: 'acme/m', request: hi, stream: true })
    const closed = runtime.close({ graceMs: 1000 })
    await expect(runtime.generate({ capability: chat, target: 'acme/m', request: hi })).rejects.toMatchObject(
      { reason: 'stopping' },
    )
    await clock.advance(1000)
    await closed
    expect(await call.closed).toMatchObject({ status: 'failed', error: { code: 'unavailable' } })
  })
})
