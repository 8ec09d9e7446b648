import { type Attempt, silentLog, type Warning } from '@lucid-gateway/core'

/** An attempt on a model, as the tests need it: the warnings are kept, and there is no network. */
export function attemptOn(
  model: string,
  signal: Attempt['signal'] = new AbortController().signal,
): Attempt<unknown> & { readonly warnings: readonly Warning[] } {
  const warnings: Warning[] = []
  return {
    model,
    signal,
    warnings,
    credentials: {},
    deadline: Infinity,
    callId: 'call-1',
    idempotencyKey: 'call-1',
    number: 1,
    account: 'demo',
    log: silentLog,
    warn: warning => void warnings.push(warning),
    get http(): never {
      throw new Error('The demo has no network.')
    },
  }
}
