/** How the journal behaves. */
export interface JournalLimits {
  /** Whether a record counts as written only once the disk keeps it, which also survives a loss of power. */
  readonly sync: boolean
  /** Unless `sync`: how long after a write the disk is made to keep it. */
  readonly syncMs: number
  /** How long the end of a call waits for a journal that can't be written. */
  readonly holdMs: number
  readonly maxSegmentBytes: number
  /** How much may wait for the ledger; beyond it no new call is taken. */
  readonly maxSpoolBytes: number
  /** How much may wait for the disk to keep it; beyond it no new call is taken. */
  readonly maxUnsyncedBytes: number
  /** How long rows gather before they are added to the ledger, unless they are many. */
  readonly gatherMs: number
}

export const defaultLimits: JournalLimits = Object.freeze({
  sync: false,
  syncMs: 50,
  holdMs: 5000,
  maxSegmentBytes: 16 * 1024 * 1024,
  maxSpoolBytes: 1024 * 1024 * 1024,
  maxUnsyncedBytes: 64 * 1024 * 1024,
  gatherMs: 1000,
})
