import type { Settings } from './config.ts'

/** Whether what calls use is written into the ledger. */
export function keepsLedger({ ledger, store }: Pick<Settings, 'ledger' | 'store'>): boolean {
  return store !== false && (ledger.on ?? true)
}

/** The setting of a ledger that asks for one where `store: false` leaves no place for it. */
export function ledgerWithoutPlace({
  ledger,
  store,
}: Pick<Settings, 'ledger' | 'store'>): 'on' | 'mode' | undefined {
  if (store !== false) return undefined
  if (ledger.on === true) return 'on'
  return ledger.mode === undefined ? undefined : 'mode'
}

/**
 * Whether a budget may be added while it runs, by the settings of the start: where a ledger is kept, or nothing outlives
 * the process.
 */
export function takesBudgets(started: Settings): boolean {
  return started.store === false || keepsLedger(started)
}

/** Whether budgets are asked for where no ledger may be kept, so that nobody could tell what a process spent that died. */
export function lacksLedger(settings: Settings): boolean {
  return !takesBudgets(settings) && hasBudgets(settings)
}

function hasBudgets({ budgets, keys = [] }: Settings): boolean {
  return [budgets, ...keys.map(key => key.budgets)].some(list => list !== undefined && list.length > 0)
}
