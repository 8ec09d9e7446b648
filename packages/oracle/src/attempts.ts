import { type Attempt, silentLog, type Warning } from '@lucid-gateway/core'
import { createTransport } from '@lucid-gateway/transport'

export interface Attempts<Credentials> extends AsyncDisposable {
  /** An attempt at a model, by a way out of its own. */
  readonly next: (model: string, options?: AttemptOptions<Credentials>) => TestAttempt<Credentials>
}

export interface AttemptOptions<Credentials> {
  readonly credentials?: Credentials
  /** Made of the credentials unless said; undefined where they are a caller's own. */
  readonly secretVersion?: string | undefined
  readonly signal?: AbortSignal
}

export interface TestAttempt<Credentials> extends Attempt<Credentials> {
  readonly warnings: readonly Warning[]
}

/** Attempts of an account that go to a simulator by the runtime's own transport. */
export function attemptsOf<Credentials extends object>(
  account: string,
  usual: Credentials,
  simulator: { readonly url: string },
): Attempts<Credentials> {
  const transport = createTransport()
  const hosts = [{ host: new URL(simulator.url).host, operator: true }]
  const next: Attempts<Credentials>['next'] = (model, options = {}) => {
    const { credentials = usual, signal = new AbortController().signal } = options
    const secretVersion = 'secretVersion' in options ? options.secretVersion : JSON.stringify(credentials)
    const deadline = Date.now() + 10_000
    const values: readonly unknown[] = Object.values(credentials)
    const secrets = values.filter(value => typeof value === 'string')
    const warnings: Warning[] = []
    return {
      model,
      credentials,
      ...(secretVersion === undefined ? {} : { secretVersion }),
      signal,
      deadline,
      http: transport.http({ hosts, signal, deadline, secrets }),
      callId: 'call',
      idempotencyKey: `call:${account}`,
      number: 1,
      account,
      log: silentLog,
      warn: warning => warnings.push(warning),
      warnings,
    }
  }
  return { next, [Symbol.asyncDispose]: () => transport.close() }
}
