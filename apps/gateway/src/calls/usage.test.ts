import {
  type AttemptRecord,
  type CallLayer,
  inputMeters,
  type Lifecycle,
  outputMeters,
  totalOf,
} from '@lucid-gateway/core'
import anthropic from '@lucid-gateway/provider-anthropic'
import google from '@lucid-gateway/provider-google'
import openai from '@lucid-gateway/provider-openai'
import { createRuntime, type Runtime } from '@lucid-gateway/runtime'
import {
  corpus,
  countAsO200k,
  type RecordedRequest,
  simulatorKey,
  startAnthropicSimulator,
  startGeminiSimulator,
  startOpenAISimulator,
} from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../testing/test-gateway.ts'
import { callOf, type WireCaller, wireCallers } from '../testing/wire-calls.ts'

type Vendor = WireCaller['vendor']

const simulators = {
  openai: await startOpenAISimulator(),
  anthropic: await startAnthropicSimulator(),
  google: await startGeminiSimulator(),
}
const settled: AttemptRecord[] = []
const ledger: Lifecycle = {
  kind: 'lifecycle',
  name: 'ledger',
  settled: attempt => void settled.push(attempt),
}
/** Makes the runtime translate every call. */
const reader: CallLayer = {
  kind: 'call',
  name: 'reader',
  phase: 'guard',
  needsContent: true,
  run: (_call, next) => next(),
}

const start = (hooks: readonly (CallLayer | Lifecycle)[]): Promise<Runtime> =>
  createRuntime({
    plugins: [openai, anthropic, google],
    env: { OPENAI_API_KEY: simulatorKey, ANTHROPIC_API_KEY: simulatorKey, GEMINI_API_KEY: simulatorKey },
    accounts: Object.fromEntries(
      (['openai', 'anthropic', 'google'] as const).map(id => [
        id,
        { provider: id, config: { baseUrl: simulators[id].url } },
      ]),
    ),
    retry: { attempts: 1 },
    breaker: false,
    hooks: [...hooks, ledger],
  } as Parameters<typeof createRuntime>[0])

const runtimes = { relayed: await start([]), decoded: await start([reader]) }
let counting: Disposable
beforeAll(async () => {
  counting = await countAsO200k()
})
afterAll(async () => {
  counting[Symbol.dispose]()
  for (const runtime of Object.values(runtimes)) await runtime.close()
  for (const simulator of Object.values(simulators)) await simulator.close()
})

interface Used {
  readonly attempt: AttemptRecord
  readonly asked: RecordedRequest
}

/** Makes a call and reads what comes, until it ends or `leave` says so. */
async function use(
  runtime: Runtime,
  caller: WireCaller,
  prompt: string,
  {
    stream = true,
    target = caller.target,
    leave = undefined as ((asked: () => RecordedRequest) => Promise<void>) | undefined,
  } = {},
): Promise<Used> {
  const { requests } = simulators[caller.vendor as Vendor]
  const gone = new AbortController()
  const call = await runtime.call({ ...callOf(caller, prompt, stream, target), signal: gone.signal })
  const { outcome } = call
  if (outcome.kind === 'stream') {
    const read = Array.fromAsync(
      outcome.bytes(caller.wire) ?? (outcome.parts as AsyncIterable<unknown>),
    ).catch(() => {})
    if (leave) {
      await leave(() => requests.at(-1) as RecordedRequest)
      gone.abort()
    }
    await read
  }
  await call.closed
  return { attempt: settled.at(-1) as AttemptRecord, asked: requests.at(-1) as RecordedRequest }
}

function tokensOf(
  { usage }: AttemptRecord,
  meters: typeof inputMeters,
): { certainty: string; quantity: number } {
  const total = usage && totalOf(usage, meters)
  if (!total || total.certainty === 'unknown') return expect.fail(`unknown: ${JSON.stringify(usage)}`)
  return total
}

/** Waits until so many events were written, and whoever reads them has had the time to. */
const after =
  (events: number) =>
  async (asked: () => RecordedRequest): Promise<void> => {
    await until(() => asked().eventsSent >= events)
    for (let turn = 0; turn < 10; turn++) await new Promise(resolve => setTimeout(resolve, 1))
  }

const cases = Object.entries(wireCallers).flatMap(([name, caller]) =>
  (['relayed', 'decoded'] as const).map(way => ({ name, caller, way, runtime: runtimes[way] })),
)
/** A choice of what is short enough to be asked a hundred times. */
const texts = Object.values(corpus).filter((_, index) => index % 3 === 0)

describe.each(cases)('what $name used, $way,', ({ name, caller, runtime }) => {
  it.each([false, true])('is to the token what its vendor bills (stream: %s)', async stream => {
    const { attempt, asked } = await use(
      runtime,
      caller,
      'Count this, please. sim:cached=7 sim:cache-write=5 sim:cache-hour=3 sim:reasoning=11',
      {
        stream,
        target: caller.thinker,
      },
    )
    const truth = asked.usage
    const { meters } = attempt.usage ?? {}
    const quantity = (meter: string) => {
      const reading = meters?.[meter]
      expect(reading?.certainty ?? 'known').toBe('known')
      return reading && reading.certainty !== 'unknown' ? reading.quantity : 0
    }
    expect(quantity('cache_read')).toBe(truth?.cachedTokens)
    expect(quantity('cache_write') + quantity('cache_write_1h')).toBe(truth?.cacheWriteTokens)
    expect(quantity('reasoning')).toBe(truth?.reasoningTokens)
    expect(tokensOf(attempt, inputMeters)).toEqual({ certainty: 'known', quantity: truth?.promptTokens })
    expect(tokensOf(attempt, outputMeters)).toEqual({ certainty: 'known', quantity: truth?.completionTokens })
  })

  it.each([false, true])('is estimated where its vendor states nothing (stream: %s)', async stream => {
    const text = 'Tell me something that takes a few more words, with numbers such as 1024 and names.'
    const { attempt, asked } = await use(runtime, caller, `${text} sim:fault=without:usage`, { stream })
    const sent = tokensOf(attempt, inputMeters)
    const wrote = tokensOf(attempt, outputMeters)
    expect([sent.certainty, wrote.certainty]).toEqual(['estimated', 'estimated'])
    expect(sent.quantity / (asked.usage?.promptTokens ?? 0)).toBeGreaterThan(0.8)
    expect(sent.quantity / (asked.usage?.promptTokens ?? 0)).toBeLessThan(1.25)
    expect(wrote.quantity / asked.tokensSent).toBeGreaterThan(0.8)
    expect(wrote.quantity / asked.tokensSent).toBeLessThan(1.25)
    expect(attempt.status).toBe('finished')
  })

  it.each(['left by its caller', 'cut by its vendor'])('is near what was sent where it was %s', async how => {
    const ratios: number[] = []
    let truth = 0
    let found = 0
    for (const text of texts) {
      const isLeft = how === 'left by its caller'
      const fault = `sim:fault=${isLeft ? 'hang' : 'reset'}:24`
      const { attempt, asked } = await use(
        runtime,
        caller,
        `${text} ${fault}`,
        isLeft ? { leave: after(24) } : {},
      )
      expect(attempt.status).toBe(isLeft ? 'cancelled' : 'failed')
      const sent = tokensOf(attempt, inputMeters)
      const wrote = tokensOf(attempt, outputMeters)
      if (name !== 'gemini') expect(wrote.certainty).toBe('estimated')
      const real = (asked.usage?.promptTokens ?? 0) + asked.tokensSent
      ratios.push((sent.quantity + wrote.quantity) / real)
      truth += real
      found += sent.quantity + wrote.quantity
    }
    expect(found / truth).toBeGreaterThan(0.95)
    expect(found / truth).toBeLessThan(1.05)
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(0.8)
  })
})
