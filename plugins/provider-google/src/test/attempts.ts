import { type Attempt, silentLog, type Warning } from '@lucid-gateway/core'
import { simulatorKey } from '@lucid-gateway/simulators'
import { createTransport } from '@lucid-gateway/transport'
import type { GoogleCredentials } from '../auth/credential.ts'

export interface Attempts extends AsyncDisposable {
  /** An attempt at a model, by a way out of its own. */
  readonly next: (model: string, options?: AttemptOptions) => TestAttempt
}

interface AttemptOptions {
  readonly credentials?: GoogleCredentials
  /** Absent where the credentials are a caller's own. */
  readonly secretVersion?: string | undefined
  readonly signal?: AbortSignal
}

export interface TestAttempt extends Attempt<GoogleCredentials> {
  readonly warnings: readonly Warning[]
}

/** Attempts that go to a simulator by the runtime's own transport. */
export function attemptsAt(simulator: { readonly url: string }): Attempts {
  const transport = createTransport()
  const hosts = [{ host: new URL(simulator.url).host, operator: true }]
  const next = (model: string, options: AttemptOptions = {}): TestAttempt => {
    const { credentials = { apiKey: simulatorKey }, signal = new AbortController().signal } = options
    const secretVersion = 'secretVersion' in options ? options.secretVersion : '1'
    const deadline = Date.now() + 10_000
    const secrets = Object.values(credentials).filter(value => value !== undefined)
    const warnings: Warning[] = []
    return {
      model,
      credentials,
      ...(secretVersion === undefined ? {} : { secretVersion }),
      signal,
      deadline,
      http: transport.http({ hosts, signal, deadline, secrets }),
      callId: 'call',
      idempotencyKey: 'call:google',
      number: 1,
      account: 'google',
      log: silentLog,
      warn: warning => warnings.push(warning),
      warnings,
    }
  }
  return { next, [Symbol.asyncDispose]: () => transport.close() }
}
