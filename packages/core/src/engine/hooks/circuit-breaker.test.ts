import { beforeEach, describe, expect, it } from 'vitest'
import type { AttemptRecord } from '../../call/records.ts'
import { LucidError } from '../../errors/lucid-error.ts'
import type { AttemptContext } from '../../hooks/hook.ts'
import type { Outcome } from '../../outcome/outcome.ts'
import { type ManualClock, manualClock } from '../manual-clock.ts'
import {
  type CircuitBreaker,
  circuitBreaker,
  circuitBreakerFromEnv,
  type CircuitState,
} from './circuit-breaker.ts'

const answer = { kind: 'answer' } as Outcome
const providerDown = new LucidError('upstream', 'down')

let clock: ManualClock
let breaker: CircuitBreaker
let changes: CircuitState[]

beforeEach(() => {
  clock = manualClock()
  changes = []
  breaker = circuitBreaker({ clock, onChange: (_key, state) => changes.push(state) })
})

let calls = 0

function attempt(payer: 'operator' | 'caller' = 'operator', model = 'm') {
  const endings: ((record: AttemptRecord) => void | Promise<void>)[] = []
  const record = { account: 'acme', model, payer, callId: `call_${calls++}` } as AttemptRecord
  const context = { record, onEnd: callback => void endings.push(callback) } as AttemptContext
  return {
    context,
    end: (error?: LucidError) =>
      endings.map(run => run({ ...record, ...(error && { error: error.toJSON() }) })),
  }
}

const succeed = () => breaker.run(attempt().context, async () => answer)
const fail = (error: LucidError = providerDown, payer?: 'caller') =>
  breaker.run(attempt(payer).context, () => Promise.reject(error)).catch((thrown: LucidError) => thrown)

async function failTimes(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await fail()
}

describe('circuitBreaker', () => {
  it('opens at the fifth failure in ten minutes and then fails at once', async () => {
    await failTimes(4)
    expect(breaker.state('acme/m')).toBe('CLOSED')
    await fail()
    expect(breaker.state('acme/m')).toBe('OPEN')
    let asked = false
    const refused = breaker.run(attempt().context, async () => {
      asked = true
      return answer
    })
    await expect(refused).rejects.toMatchObject({
      code: 'unavailable',
      message: `acme/m has failed of late and is not asked for now. Last: ${providerDown.message} Tried again in 30 s.`,
      reason: 'circuit_open',
      recourse: 'other',
      retryAfterMs: 30_000,
    })
    expect(asked).toBe(false)
  })

  it('forgets failures that are older than the window', async () => {
    await failTimes(4)
    await clock.advance(600_001)
    await fail()
    expect(breaker.state('acme/m')).toBe('CLOSED')
  })

  it('lets one probe through when half open, and closes when it succeeds', async () => {
    await failTimes(5)
    await clock.advance(30_000)
    expect(breaker.state('acme/m')).toBe('HALF_OPEN')
    const gate = Promise.withResolvers<Outcome>()
    const probe = breaker.run(attempt().context, () => gate.promise)
    const others = await Promise.allSettled(Array.from({ length: 50 }, succeed))
    expect(others.every(({ status }) => status === 'rejected')).toBe(true)
    gate.resolve(answer)
    await probe
    expect(breaker.state('acme/m')).toBe('CLOSED')
    expect(changes).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED'])
    await expect(succeed()).resolves.toBe(answer)
  })

  it('opens again at once when the probe fails', async () => {
    await failTimes(5)
    await clock.advance(30_000)
    await fail()
    expect(breaker.state('acme/m')).toBe('OPEN')
    await clock.advance(29_999)
    expect(breaker.state('acme/m')).toBe('OPEN')
  })

  it('takes the tries of one call for one failure', async () => {
    const { context } = attempt()
    for (let i = 0; i < 10; i++)
      await breaker.run(context, () => Promise.reject(providerDown)).catch(() => {})
    expect(breaker.state('acme/m')).toBe('CLOSED')
  })

  it('does not grow with the names that callers make up', async () => {
    for (let i = 0; i < 5000; i++) {
      await breaker
        .run(attempt('operator', `made-up-${i}`).context, () => Promise.reject(providerDown))
        .catch(() => {})
    }
    expect(breaker.size).toBeLessThanOrEqual(1024)
  })

  it('is moved by the probe alone once it is open, not by calls that began before', async () => {
    const gates = [Promise.withResolvers<Outcome>(), Promise.withResolvers<Outcome>()] as const
    const stragglers = gates.map(gate => breaker.run(attempt().context, () => gate.promise).catch(() => {}))
    await failTimes(5)
    await clock.advance(29_000)
    gates[0].reject(providerDown)
    gates[1].resolve(answer)
    await Promise.all(stragglers)
    expect(breaker.state('acme/m')).toBe('OPEN')
    await clock.advance(1000)
    expect(breaker.state('acme/m')).toBe('HALF_OPEN')
  })

  it("is not held up for ever by a probe that ends by the caller's doing", async () => {
    await failTimes(5)
    await clock.advance(30_000)
    await fail(new LucidError('cancelled', 'gone'))
    await expect(succeed()).resolves.toBe(answer)
    expect(breaker.state('acme/m')).toBe('CLOSED')
  })

  it("counts neither callers' mistakes, nor rate limits, nor calls on a caller's own key", async () => {
    for (let i = 0; i < 10; i++) {
      await fail(new LucidError('invalid_request', 'bad'))
      await fail(new LucidError('rate_limit', 'later'))
      await fail(providerDown, 'caller')
    }
    expect(breaker.state('acme/m')).toBe('CLOSED')
  })

  it('counts a stream that breaks after its head', async () => {
    for (let i = 0; i < 5; i++) {
      const { context, end } = attempt()
      await breaker.run(context, async () => ({ kind: 'stream' }) as Outcome)
      end(providerDown)
    }
    expect(breaker.state('acme/m')).toBe('OPEN')
  })

  it('reads its two environment names, and says which is wrong', () => {
    expect(
      circuitBreakerFromEnv({ CIRCUIT_BREAKER_FAILURE_THRESHOLD: '3', CIRCUIT_BREAKER_TIMEOUT_MS: '1000' }),
    ).toEqual({ failureThreshold: 3, timeoutMs: 1000 })
    expect(circuitBreakerFromEnv({})).toEqual({})
    expect(() => circuitBreakerFromEnv({ CIRCUIT_BREAKER_TIMEOUT_MS: 'soon' })).toThrow(
      'CIRCUIT_BREAKER_TIMEOUT_MS',
    )
  })
})
