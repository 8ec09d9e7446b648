import type { Warning } from '../content/warning.ts'
import type { Usage } from '../usage/usage.ts'
import type { ResultHead } from './capability.ts'

/** The first part of a stream: facts that are known before any content. */
export interface StartPart extends Pick<ResultHead, 'id' | 'model' | 'metadata'> {
  readonly type: 'start'
}

/** A setting that was not taken as asked, or a note. */
export interface WarningPart {
  readonly type: 'warning'
  readonly warning: Warning
}

/** All that was used so far, not what was used since. */
export interface UsagePart {
  readonly type: 'usage'
  readonly usage: Usage
}
