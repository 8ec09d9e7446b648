import { LucidError } from '@lucid-gateway/core'
import type { ProbeInput } from './runtime.ts'
import { VendorErrand } from './vendor-errand.ts'

/** A look whether a vendor takes an account's credentials, on its way. */
export class ProbeRun extends VendorErrand<boolean, ProbeInput> {
  protected async work(): Promise<boolean> {
    const { accounts, registry } = this.generation
    const account = accounts.get(this.input.account)
    const probe = registry.get(this.input.account)?.provision.probe
    if (!account || account.missing.length > 0) throw notUsable(this.input.account, account?.missing ?? [])
    if (!probe) return false
    await this.ask(account, '', attempt => probe(attempt))
    return true
  }
}

function notUsable(account: string, missing: readonly string[]): LucidError {
  return new LucidError('invalid_request', `There is no account "${account}" that can be used.`, {
    reason: 'account_not_usable',
    hint:
      missing.length > 0
        ? `Set ${missing.join(' and ')}.`
        : 'Name one of `accounts()`; why a plugin did not start is in `failures()`.',
  })
}
