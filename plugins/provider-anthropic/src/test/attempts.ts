import { silentLog, type Warning } from '@lucid-gateway/core'
import type { AnthropicSimulator } from '@lucid-gateway/simulators'
import { createTransport } from '@lucid-gateway/transport'
import type { AnthropicAttempt } from '../api/api.ts'

export interface Attempts extends AsyncDisposable {
  /** An attempt at a model, by a way out of its own. */
  readonly next: (model: string, options?: AttemptOptions) => TestAttempt
}

interface AttemptOptions {
  readonly apiKey?: string
  readonly signal?: AbortSignal
}

export interface TestAttempt extends AnthropicAttempt {
  readonly warnings: readonly Warning[]
}

/** Attempts that go to a simulator by the runtime's own transport. */
export function attemptsAt(simulator: Pick<AnthropicSimulator, 'url'>, key: string): Attempts {
  const transport = createTransport()
  const hosts = [{ host: new URL(simulator.url).host, operator: true }]
  const next = (model: string, options: AttemptOptions = {}): TestAttempt => {
    const { apiKey = key, signal = new AbortController().signal } = options
    const deadline = Date.now() + 10_000
    const warnings: Warning[] = []
    return {
      model,
      credentials: { apiKey },
      secretVersion: apiKey,
      signal,
      deadline,
      http: transport.http({ hosts, signal, deadline, secrets: [apiKey] }),
      callId: 'call',
      idempotencyKey: 'call:anthropic',
      number: 1,
      account: 'anthropic',
      log: silentLog,
      warn: warning => warnings.push(warning),
      warnings,
    }
  }
  return { next, [Symbol.asyncDispose]: () => transport.close() }
}
