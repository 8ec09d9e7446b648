import { LucidError } from '@lucid-gateway/core'
import type { PictureOrder } from '../paint/picture.ts'
import type { Wishes } from './wishes.ts'

/** All that is needed to paint the pictures of a job, and to say how it stands: the demo itself remembers nothing. */
export interface SlowOrder extends PictureOrder, Wishes {
  readonly model: string
  readonly n: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly cancelledAt?: number
}

const longestCursor = 32_768

export function cursorOf(order: SlowOrder): string {
  const cursor = Buffer.from(JSON.stringify(order)).toString('base64url')
  if (cursor.length <= longestCursor) return cursor
  throw new LucidError('invalid_request', 'The prompt is too long to be kept.', { param: 'prompt' })
}

export function orderOf(cursor: string): SlowOrder {
  try {
    if (cursor.length > longestCursor) throw unknownJob()
    const order: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (isOrder(order)) return order
  } catch {
    // It is none of ours.
  }
  throw unknownJob()
}

function isOrder(value: unknown): value is SlowOrder {
  if (typeof value !== 'object' || value === null) return false
  const { prompt, model, fails, cancelledAt = 0, ...rest } = value as Readonly<Record<string, unknown>>
  const numbers = ['width', 'height', 'seed', 'n', 'seconds', 'startedAt'].map(name => rest[name])
  return (
    typeof prompt === 'string' &&
    typeof model === 'string' &&
    typeof fails === 'boolean' &&
    [...numbers, cancelledAt].every(number => Number.isFinite(number))
  )
}

function unknownJob(): LucidError {
  return new LucidError('not_found', 'The demo has no such job.', { reason: 'unknown_job' })
}
