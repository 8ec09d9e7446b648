import type { Log, LucidError } from '@lucid-gateway/core'
import type { GenerationAccount } from './generation.ts'

/** How long nothing more is said of an account whose key was refused: each call until then is told the same. */
const againMs = 60_000

const toldAt = new WeakMap<GenerationAccount, number>()

/** Says in the log, once in a while, that a vendor refuses the operator's own key, and where that key is set. */
export function warnOfRefusedKey(error: LucidError, account: GenerationAccount, log: Log, now: number): void {
  if (error.origin !== 'provider' || (error.code !== 'auth' && error.code !== 'permission')) return
  const last = toldAt.get(account)
  if (last !== undefined && now - last < againMs) return
  toldAt.set(account, now)
  const { name, plugin, credentialSources: setBy } = account
  log.warn(
    error.code === 'auth'
      ? 'a vendor refuses the key of an account'
      : 'a vendor forbids an account what it asks',
    {
      account: name,
      provider: plugin.id,
      setBy,
      message: error.message,
      hint: `Look at ${setBy.join(', ') || 'its settings'}: is it the key that is meant, still valid, and allowed this model?`,
    },
  )
}
