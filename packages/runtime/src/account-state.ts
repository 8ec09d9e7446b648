import type { GenerationAccount } from './generation.ts'
import type { Rests } from './rests.ts'
import type { AccountState } from './runtime.ts'

/** What may be told of an account: nothing of its secrets. */
export function accountState(account: GenerationAccount, rests: Rests): AccountState {
  const { name, plugin, missing, owner, off } = account
  const resting = rests.all(account)
  return {
    name,
    provider: plugin.id,
    owner,
    capabilities: Object.keys(plugin.capabilities),
    usable: missing.length === 0,
    missing,
    ...(off.size > 0 ? { off: [...off].map(([capability, by]) => ({ capability, by })) } : {}),
    ...(resting.length > 0 ? { resting } : {}),
  }
}
