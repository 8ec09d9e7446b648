import { type Attempt, silentLog, type Warning } from '@lucid-gateway/core'
import type { OpenAISimulator } from '@lucid-gateway/simulators'
import { createTransport } from '@lucid-gateway/transport'
import type { OpenAICredentials } from '../sdk/client.ts'

export interface Attempts extends AsyncDisposable {
  /** An attempt at a model, by a way out of its own. */
  readonly next: (model: string, options?: AttemptOptions) => TestAttempt
}

interface AttemptOptions {
  readonly apiKey?: string
  readonly signal?: AbortSignal
}

export interface TestAttempt extends Attempt<OpenAICredentials> {
  readonly warnings: readonly Warning[]
}

/** Attempts that go to a simulator by the runtime's own transport. */
export function attemptsAt(simulator: Pick<OpenAISimulator, 'url'>, key: string): Attempts {
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
      idempotencyKey: 'call:openai',
      number: 1,
      account: 'openai',
      log: silentLog,
      warn: warning => warnings.push(warning),
      warnings,
    }
  }
  return { next, [Symbol.asyncDispose]: () => transport.close() }
}
