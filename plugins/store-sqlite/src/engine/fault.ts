/** What went wrong in the database's thread, in words that go over to the other. */
export interface FaultFacts {
  readonly code: 'conflict' | 'not_found' | 'unavailable' | 'invalid_request'
  readonly reason: string
  readonly message: string
  readonly hint?: string
}

/** The thread of the database loads nothing but what it needs: core makes an error of it on the other side. */
export class Fault extends Error {
  readonly facts: FaultFacts

  constructor(facts: FaultFacts, cause?: unknown) {
    super(facts.message, cause === undefined ? undefined : { cause })
    this.facts = facts
  }
}

/** SQLite's primary result codes. */
const known: Readonly<Record<number, Omit<FaultFacts, 'message'> & { readonly what: string }>> = {
  5: { code: 'unavailable', reason: 'store_busy', what: 'another process holds it', hint: 'Try again.' },
  8: { code: 'unavailable', reason: 'store_read_only', what: 'it may not be written' },
  10: { code: 'unavailable', reason: 'store_io', what: 'its disk failed' },
  11: {
    code: 'unavailable',
    reason: 'store_corrupt',
    what: 'it is damaged',
    hint: 'Stop the gateway and put a backup in its place: lucid db restore <file>.',
  },
  13: {
    code: 'unavailable',
    reason: 'store_full',
    what: 'its disk is full',
    hint: 'Make room on the disk of the data folder.',
  },
  14: {
    code: 'unavailable',
    reason: 'store_not_opened',
    what: 'it can not be opened',
    hint: 'Look whether its folder may be written, or name another: LUCID_DATA_DIR.',
  },
  18: { code: 'invalid_request', reason: 'row_refused', what: 'a row is too long' },
  19: { code: 'invalid_request', reason: 'row_refused', what: 'a row lacks what each has' },
  20: { code: 'invalid_request', reason: 'row_refused', what: 'a row has what none can have' },
  26: {
    code: 'unavailable',
    reason: 'store_corrupt',
    what: 'it is no SQLite database',
    hint: 'Move it away, or put a backup in its place: lucid db restore <file>.',
  },
}

/** What the file system says of a folder that can't be made or used. */
const notOpened: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST']

export function faultOf(thrown: unknown, file: string): FaultFacts {
  if (thrown instanceof Fault) return thrown.facts
  const { errcode, code, message } = thrown as {
    readonly errcode?: number
    readonly code?: string
    readonly message?: string
  }
  const found = known[notOpened.includes(code) ? 14 : (errcode ?? 0) & 0xff]
  const said = String(message ?? thrown)
  if (!found) return { code: 'unavailable', reason: 'store_failed', message: `The database ${file}: ${said}` }
  const { what, ...facts } = found
  return { ...facts, message: `The database ${file}: ${what} (${said}).` }
}
