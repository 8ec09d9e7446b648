import type { Log, LucidError } from '@lucid-gateway/core'
import type { Generation, GenerationAccount } from './generation.ts'

/** A try that has failed. */
interface Failed {
  readonly account: GenerationAccount
  readonly target: { readonly model: string }
  readonly call: { readonly generation: Pick<Generation, 'rests'> }
  readonly log: Log
}

/** Lets an account rest if its vendor gave reason to, and says so in the log, once for each rest. */
export function restAfter(error: LucidError, { account, target, call, log }: Failed, turn: number): void {
  const rest = call.generation.rests.failed(account, target.model, turn, error)
  if (!rest) return
  const { name, plugin } = account
  const { until, ...facts } = rest
  log.info('an account rests: others are asked before it', {
    account: name,
    provider: plugin.id,
    ...facts,
    until: new Date(until).toISOString(),
  })
}
