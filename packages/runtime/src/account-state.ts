import type { GenerationAccount } from './generation.ts'
import type { Rests } from './rests.ts'
import type { AccountState } from './runtime.ts'

/** What may be told of an account: nothing of its secrets. */
export function accountState(account: GenerationAccount, rests: Rests): AccountState {
  const { name, plugin, missing } = account
  const resting = rests.all(account)
  return {
    name,
    provider: plugin.id,
    capabilities: Object.keys(plugin.capabilities),
    usable: missing.length === 0,
    missing,
    ...(resting.length > 0 ? { resting } : {}),
  }
}
