import type { ErrorCode, Origin } from '../../errors/error-table.ts'
import { fromUnknown } from '../../errors/from-unknown.ts'
import { LucidError } from '../../errors/lucid-error.ts'
import type { AttemptContext, AttemptLayer } from '../../hooks/hook.ts'
import { type Clock, systemClock } from '../../ports/clock.ts'

export interface CircuitBreakerOptions {
  /** So many failures within `windowMs` open it. */
  readonly failureThreshold?: number
  readonly windowMs?: number
  /** How long it stays open before one probe is let through. */
  readonly timeoutMs?: number
  readonly clock?: Clock
  /** Told of each change of state. */
  readonly onChange?: (key: string, state: CircuitState) => void
}

export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN'

export interface CircuitBreaker extends AttemptLayer {
  /** The state of a target's circuit, by `account/model`. */
  state(key: string): CircuitState
  /** How many targets something is held against. */
  readonly size: number
}

interface Circuit {
  failures: number[]
  /** Undefined while closed. */
  openedAt: number | undefined
  probing: boolean
  /** The call whose failure was counted last: its retries are no further evidence. */
  failedCall: string | undefined
  /** How it failed last; free of secrets, as all that layers see. */
  lastMessage: string
}

/** Targets are named by callers too, so those that nothing is held against are forgotten. */
const mostCircuits = 1024

/** Fails at once where a target has failed of late, and lets one probe through after a while. */
export function circuitBreaker(options: CircuitBreakerOptions = {}): CircuitBreaker {
  const {
    failureThreshold = 5,
    windowMs = 600_000,
    timeoutMs = 30_000,
    clock = systemClock,
    onChange,
  } = options
  const circuits = new Map<string, Circuit>()

  function stateOf(circuit: Circuit | undefined): CircuitState {
    if (circuit?.openedAt === undefined) return 'CLOSED'
    return clock.monotonic() - circuit.openedAt < timeoutMs ? 'OPEN' : 'HALF_OPEN'
  }

  /** A call that was let in before the circuit opened has no say in what becomes of it. */
  function isStraggler(circuit: Circuit | undefined, probe: boolean): boolean {
    return circuit?.openedAt !== undefined && !probe
  }

  function forget(now: number): void {
    if (circuits.size < mostCircuits) return
    for (const [key, { failures, openedAt }] of circuits) {
      if (Math.max(openedAt ?? 0, failures.at(-1) ?? 0) < now - windowMs) circuits.delete(key)
    }
    for (const key of circuits.keys()) {
      if (circuits.size < mostCircuits) break
      circuits.delete(key)
    }
  }

  function circuitOf(key: string, now: number): Circuit {
    const known = circuits.get(key)
    if (known) return known
    forget(now)
    const circuit = {
      failures: [],
      openedAt: undefined,
      probing: false,
      failedCall: undefined,
      lastMessage: '',
    }
    circuits.set(key, circuit)
    return circuit
  }

  function fail(key: string, probe: boolean, call: string, message: string): void {
    if (isStraggler(circuits.get(key), probe)) return
    const now = clock.monotonic()
    const circuit = circuitOf(key, now)
    if (circuit.failedCall === call && !probe) return
    circuit.failedCall = call
    circuit.lastMessage = message
    const reopened = circuit.openedAt !== undefined
    circuit.failures = [...circuit.failures.filter(at => at > now - windowMs), now].slice(-failureThreshold)
    circuit.probing = false
    if (!reopened && circuit.failures.length < failureThreshold) return
    circuit.openedAt = now
    onChange?.(key, 'OPEN')
  }

  function succeed(key: string, probe: boolean): void {
    const circuit = circuits.get(key)
    if (!circuit || circuit.openedAt === undefined || isStraggler(circuit, probe)) return
    circuits.delete(key)
    onChange?.(key, 'CLOSED')
  }

  function admit(key: string): boolean {
    const circuit = circuits.get(key)
    const state = stateOf(circuit)
    if (state === 'CLOSED' || !circuit) return false
    if (state === 'OPEN' || circuit.probing) throw circuitOpen(key, waitOf(circuit), circuit.lastMessage)
    circuit.probing = true
    onChange?.(key, 'HALF_OPEN')
    return true
  }

  function waitOf(circuit: Circuit): number {
    return Math.max(0, Math.ceil((circuit.openedAt ?? 0) + timeoutMs - clock.monotonic()))
  }

  return {
    kind: 'attempt',
    phase: 'breaker',
    name: 'circuit-breaker',
    state: key => stateOf(circuits.get(key)),
    get size() {
      return circuits.size
    },
    run: async (attempt, next) => {
      if (attempt.record.payer === 'caller') return next()
      const key = keyOf(attempt)
      const probe = admit(key)
      try {
        const outcome = await next()
        succeed(key, probe)
        if (outcome.kind !== 'answer') {
          attempt.onEnd(record => {
            if (record.error && counts(record.error)) fail(key, false, record.callId, record.error.message)
          })
        }
        return outcome
      } catch (thrown) {
        const circuit = circuits.get(key)
        const error = fromUnknown(thrown)
        if (counts(error)) fail(key, probe, attempt.record.callId, error.message)
        else if (probe && circuit) circuit.probing = false
        throw thrown
      }
    },
  }
}

function keyOf({ record }: AttemptContext): string {
  return `${record.account}/${record.model}`
}

/** A target that says "later", or that something stands in the way, is alive: it is not shut out. */
function counts(error: { readonly code: ErrorCode; readonly origin: Origin }): boolean {
  return error.origin === 'provider' && error.code !== 'rate_limit' && error.code !== 'conflict'
}

function circuitOpen(key: string, retryAfterMs: number, last: string): LucidError {
  const again = `Tried again in ${Math.ceil(retryAfterMs / 1000)} s.`
  const said = `${key} has failed of late and is not asked for now. Last: ${last} ${again}`
  return new LucidError('unavailable', said, {
    origin: 'provider',
    recourse: 'other',
    reason: 'circuit_open',
    retryAfterMs,
  })
}

/** The two settings that deployments know by their environment names. */
export function circuitBreakerFromEnv(
  env: Readonly<Record<string, string | undefined>>,
): CircuitBreakerOptions {
  const failureThreshold = positive(env, 'CIRCUIT_BREAKER_FAILURE_THRESHOLD')
  const timeoutMs = positive(env, 'CIRCUIT_BREAKER_TIMEOUT_MS')
  return {
    ...(failureThreshold === undefined ? {} : { failureThreshold }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }
}

function positive(env: Readonly<Record<string, string | undefined>>, name: string): number | undefined {
  const text = env[name]
  if (!text) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new LucidError('invalid_request', `${name} must be a whole number above 0, not "${text}".`, {
    origin: 'gateway',
    param: name,
    reason: 'bad_environment',
  })
}
