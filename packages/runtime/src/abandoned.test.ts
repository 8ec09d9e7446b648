import {
  type AttemptRecord,
  type CallLayer,
  type CallRecord,
  chat,
  type ChatPart,
  knownUsage,
  type Lifecycle,
  LucidError,
} from '@lucid-gateway/core'
import { manualClock, memoryState } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { acme, fails, hi, type Play, says, talksOn } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'

const ask = { capability: chat, target: 'acme/m', request: hi } as const
const guard = (run: CallLayer['run']): CallLayer => ({ kind: 'call', phase: 'guard', name: 'guard', run })

/** Answers when the gate opens, whatever becomes of the attempt. */
function deaf(gate: Promise<void>, ended?: () => void): Play {
  return async function* () {
    try {
      await gate
      yield { type: 'text-start', id: '0' }
    } finally {
      ended?.()
    }
  }
}

describe('what nobody reads', () => {
  it('a stream whose head a layer refuses is let go, and its call is closed', async () => {
    const plugin = acme([talksOn])
    const closed: CallRecord[] = []
    const refuse = guard(async (call, next) => {
      call.onEnd(record => void closed.push(record))
      await next()
      throw new LucidError('content_filter', 'not this')
    })
    const runtime = await createRuntime({ plugins: [plugin], env: {}, hooks: [refuse] })
    await expect(runtime.call({ ...ask, stream: true })).rejects.toMatchObject({ code: 'content_filter' })
    await runtime.close()
    expect(closed).toMatchObject([{ status: 'failed', error: { code: 'content_filter' } }])
    // The vendor may bill what was begun: the question, and the first token of an answer.
    expect(Number(closed[0]?.costNanoUsd)).toBeGreaterThan(100)
    expect(plugin.tried[0]?.signal.aborted).toBe(true)
  })

  it('a stream that a layer answers in place of is let go, and its call is closed', async () => {
    const plugin = acme([talksOn])
    const instead = guard(async (_call, next) => {
      await next()
      const result = { content: [], finish: { unified: 'stop' }, usage: knownUsage({}) }
      return { kind: 'answer', result, usage: result.usage, warnings: [], bytes: () => undefined }
    })
    const runtime = await createRuntime({ plugins: [plugin], env: {}, hooks: [instead] })
    const call = await runtime.call({ ...ask, stream: true })
    expect(await call.closed).toMatchObject({ status: 'finished' })
    expect(call.attempts).toMatchObject([{ status: 'cancelled', error: { reason: 'unread' } }])
    expect(plugin.tried[0]?.signal.aborted).toBe(true)
  })

  it('a plugin that pays no heed to its signal holds no call beyond its deadline', async () => {
    const clock = manualClock()
    const plugin = acme([deaf(new Promise(() => {}))])
    const runtime = await createRuntime({ plugins: [plugin], env: {}, ports: { clock }, timeoutMs: 5000 })
    const late = expect(runtime.generate(ask)).rejects.toMatchObject({ code: 'timeout', reason: 'deadline' })
    await clock.advance(5000)
    await late
    expect(runtime.active).toBe(0)
  })

  it('a stream that comes when its caller has gone is let go', async () => {
    const gate = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    const runtime = await createRuntime({ plugins: [acme([deaf(gate.promise, ended.resolve)])], env: {} })
    const gone = new AbortController()
    const call = runtime.call({ ...ask, stream: true, signal: gone.signal })
    gone.abort()
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    gate.resolve()
    await ended.promise
  })
})

describe('what is told of a call', () => {
  it('comes in the order in which it happened, also to a handler behind a slow one', async () => {
    const clock = manualClock()
    const told: string[] = []
    const slow: Lifecycle = {
      kind: 'lifecycle',
      name: 'slow',
      admitted: () => new Promise(resolve => void clock.after(100, resolve)),
    }
    const diary: Lifecycle = {
      kind: 'lifecycle',
      name: 'diary',
      admitted: () => void told.push('admitted'),
      attemptStarted: () => void told.push('started'),
      settled: () => void told.push('settled'),
      closed: () => void told.push('closed'),
    }
    const options = { plugins: [acme([says('hello')])], env: {}, ports: { clock }, hooks: [slow, diary] }
    const runtime = await createRuntime(options)
    const call = runtime.call(ask)
    await clock.advance(100)
    await (
      await call
    ).closed
    expect(told).toEqual(['admitted', 'started', 'settled', 'closed'])
  })

  it('is that a try begins before the provider is asked', async () => {
    const gate = Promise.withResolvers<void>()
    const plugin = acme([says('hello')])
    const journal: Lifecycle = { kind: 'lifecycle', name: 'journal', attemptStarted: () => gate.promise }
    const runtime = await createRuntime({ plugins: [plugin], env: {}, hooks: [journal] })
    const result = runtime.generate(ask)
    await new Promise(resolve => setImmediate(resolve))
    expect(plugin.tried).toHaveLength(0)
    gate.resolve()
    await result
    expect(plugin.tried).toHaveLength(1)
  })

  it('has a line of the receipt for what the provider could not take', async () => {
    const warns: Play = async function* (attempt) {
      const { warn } = attempt
      warn({ type: 'dropped', field: 'topK', message: 'There is no topK.' })
      warn({ type: 'note', message: 'Something else.' })
      yield* says('hello')(attempt)
    }
    const runtime = await createRuntime({ plugins: [acme([warns])], env: {} })
    const record = await (await runtime.call(ask)).closed
    expect(record.warnings).toHaveLength(2)
    expect(record.receipt?.entries).toEqual([
      { action: 'dropped', field: 'topK', reason: 'There is no topK.' },
    ])
  })

  it('keeps a secret out of every field of an error, however it is spelled', async () => {
    const error = new LucidError('upstream', 'failed', {
      hint: 'see canary-7f3a',
      details: {
        sent: ['key canary-7f3a', `Basic ${Buffer.from('canary-7f3a').toString('base64')}`],
      },
    })
    const runtime = await createRuntime({
      plugins: [acme([fails(error)])],
      env: { ACME_KEY: 'canary-7f3a' },
      retry: { attempts: 1 },
    })
    const thrown: unknown = await runtime.generate(ask).catch((failure: unknown) => failure)
    expect(thrown).toMatchObject({ code: 'upstream', hint: 'see [redacted]' })
    expect(thrown).toMatchObject({ details: { sent: ['key [redacted]', 'Basic [redacted]'] } })
  })

  it('names each body that is sent by a key of its own, so that no vendor takes one for the other', async () => {
    const plugin = acme([fails(new LucidError('overloaded', 'busy')), says('hello')])
    const targets = ['m', 'm2'].map(model => ({ provider: 'acme', model }))
    const runtime = await createRuntime({
      plugins: [plugin],
      env: {},
      channels: { stable: { 'chat.safe': targets } },
    })
    await runtime.generate({ ...ask, target: 'chat.safe' })
    const keys = plugin.tried.map(({ idempotencyKey }) => idempotencyKey)
    expect(new Set(keys).size).toBe(2)
  })

  it('counts what was used until the gateway stopped', async () => {
    const clock = manualClock()
    const counts: Play = async function* (attempt): AsyncGenerator<ChatPart> {
      yield { type: 'text-start', id: '0' }
      yield { type: 'usage', usage: knownUsage({ input: 3, output: 2 }) }
      yield* talksOn(attempt)
    }
    const settled: AttemptRecord[] = []
    const ledger: Lifecycle = {
      kind: 'lifecycle',
      name: 'ledger',
      settled: attempt => void settled.push(attempt),
    }
    const runtime = await createRuntime({
      plugins: [acme([counts])],
      env: {},
      ports: { clock },
      hooks: [ledger],
    })
    const call = await runtime.call({ ...ask, stream: true })
    if (call.outcome.kind !== 'stream') return expect.unreachable()
    const reader = call.outcome.parts[Symbol.asyncIterator]()
    await reader.next()
    await reader.next()
    const closed = runtime.close({ graceMs: 1000 })
    await clock.advance(1000)
    await closed
    // What was stated, and a token that came after it.
    expect(settled).toMatchObject([{ costNanoUsd: '330', error: { reason: 'stopping', billed: 'unknown' } }])
    expect(await call.closed).toMatchObject({ status: 'failed', costNanoUsd: '330' })
  })
})

describe('hooks that hang', () => {
  it('a layer that never comes back is left at the call’s deadline', async () => {
    const clock = manualClock()
    const hang = guard(() => new Promise(() => {}))
    const plugin = acme([says('hi')])
    const runtime = await createRuntime({
      plugins: [plugin],
      env: {},
      hooks: [hang],
      ports: { clock },
      timeoutMs: 1000,
    })
    const refused = expect(runtime.call(ask)).rejects.toMatchObject({ code: 'timeout', reason: 'deadline' })
    await clock.advance(1200)
    await refused
    expect(plugin.tried).toHaveLength(0)
  })

  it('a handler that never comes back does not keep the runtime from closing', async () => {
    const clock = manualClock()
    const hang: Lifecycle = { kind: 'lifecycle', name: 'hang', closed: () => new Promise(() => {}) }
    const runtime = await createRuntime({
      plugins: [acme([says('hi')])],
      env: {},
      hooks: [hang],
      ports: { clock },
    })
    await runtime.call(ask)
    const closed = runtime.close({ graceMs: 100 })
    await clock.advance(100 + 5000)
    await closed
  })

  it('what was handed in is left open', async () => {
    const state = memoryState()
    const heard: string[] = []
    const runtime = await createRuntime({ plugins: [acme([says('hi')])], env: {}, ports: { state } })
    state.subscribe('news', message => void heard.push(message))
    await runtime.close()
    await state.publish('news', 'still here')
    expect(heard).toEqual(['still here'])
  })
})
