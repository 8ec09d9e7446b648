import type { Settings } from './config.ts'

/** Whether what calls use is written into the ledger: as the config says, else where money is limited. */
export function keepsLedger({ ledger, store, budgets, keys = [] }: Settings): boolean {
  if (store === false) return false
  return (
    ledger.on ??
    [budgets, ...keys.map(key => key.budgets)].some(list => list !== undefined && list.length > 0)
  )
}
