import { fromUnknown, LucidError, type Row } from '@lucid-gateway/core'
import type { Ports } from '../options.ts'
import type { JobRecord, JobState } from './job-record.ts'
import { asRow, jobTable } from './job-writer.ts'

/** How often it is looked again, for those whose lease had not run out yet. */
const againMs = 30_000
/** How often at most for those that are over and kept for a while. */
const forgetMs = 10 * 60_000

const pageSize = 200

export interface LostJobs {
  /** Waits for what is being written. */
  close(): Promise<void>
}

/**
 * Jobs whose process has died would stay under way for ever. Those that nobody has held for as long as a lease lasts are
 * ended: failed, as nobody knows what became of them at their vendor, and what it bills. `keepMs` is how long they are
 * known from then on.
 */
export function lostJobs(ports: Ports, keepMs: () => number): LostJobs {
  const { clock, log, store } = ports
  let stop: (() => void) | undefined
  let over = false
  let looking = look()

  async function look(): Promise<void> {
    let held = 0
    let expiresAt = Infinity
    try {
      for (const status of ['queued', 'running'] as const) held += await endAll(status)
      for (const status of ['succeeded', 'failed', 'cancelled'] as const)
        expiresAt = Math.min(expiresAt, await forgetAll(status))
    } catch (thrown) {
      held++
      log.error('jobs of other processes could not be looked for', {
        error: fromUnknown(thrown).toJSON(),
      })
    }
    // Jobs of this process are renewed, and a process that starts later looks by itself.
    const waitMs = held > 0 ? againMs : Math.max(forgetMs, expiresAt - clock.now())
    if (waitMs < Infinity && !over) stop = clock.after(waitMs, () => void (looking = look()))
  }

  /** Tells how many are still held by somebody. */
  async function endAll(status: JobState): Promise<number> {
    let held = 0
    for await (const row of rowsOf(status)) {
      if (recordOf(row).lease.until > clock.now()) held++
      else await end(row)
    }
    return held
  }

  /** Those whose time has come, of whatever process; tells when that of the next comes. */
  async function forgetAll(status: JobState): Promise<number> {
    let next = Infinity
    for await (const row of rowsOf(status)) {
      const { expiresAt = Infinity } = recordOf(row)
      if (expiresAt <= clock.now()) await store.delete(jobTable, row.id)
      else next = Math.min(next, expiresAt)
    }
    return next
  }

  async function* rowsOf(status: JobState): AsyncGenerator<Row> {
    let after: string | undefined
    for (;;) {
      const page = { where: { status }, limit: pageSize, ...(after === undefined ? {} : { after }) }
      const rows = await store.list(jobTable, page)
      for (const row of rows) {
        if (over) return
        yield row
      }
      if (rows.length < pageSize) return
      after = rows.at(-1)?.id
    }
  }

  async function end(row: Row): Promise<void> {
    const { id, version } = row
    const record = recordOf(row)
    const now = clock.now()
    const ended: JobRecord = {
      ...record,
      status: 'failed',
      endedAt: now,
      expiresAt: now + keepMs(),
      error: lost(record).toJSON(),
      events: record.events + 1,
      lease: { ...record.lease, fence: record.lease.fence + 1 },
    }
    if (await store.update(jobTable, id, version, asRow(ended)))
      log.warn('a job was lost with its process', { job: id, call: record.callId })
  }

  return {
    close() {
      over = true
      stop?.()
      return looking
    },
  }
}

function recordOf({ value }: Row): JobRecord {
  return value as unknown as JobRecord
}

function lost({ status, attempt }: JobRecord): LucidError {
  const billed = status === 'queued' && !attempt ? 'no' : 'unknown'
  return new LucidError('unavailable', 'The process that worked on the job has ended, and the job with it.', {
    reason: 'job_lost',
    recourse: 'none',
    billed,
    hint: 'Start it anew. What its vendor made of it, and whether it is billed, has to be looked up there.',
  })
}
