import type { Settings } from './config.ts'

/** Whether what calls use is written into the ledger. */
export function keepsLedger({ ledger, store }: Pick<Settings, 'ledger' | 'store'>): boolean {
  return store !== false && (ledger.on ?? true)
}
