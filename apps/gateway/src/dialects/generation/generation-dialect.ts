import { LucidError } from '@lucid-gateway/core'
import { GenerationError, type GenerationErrorRecord } from '@lucid-gateway/generation'
import type { AppKey } from '../../access/app-key.ts'
import { withinScope } from '../../access/scope.ts'
import type { Dialect } from '../dialect.ts'
import { formatEvent } from '../lucid/event.ts'
import { lucidDialect, toldOf } from '../lucid/lucid-dialect.ts'

/** The words of a GenerationError, for applications that have them. */
export const generationDialect: Dialect = {
  id: 'generation',
  error(error, requestId) {
    const { status, headers } = lucidDialect.error(error, requestId)
    return { status, headers, body: bodyOf(error, requestId) }
  },
  errorEvent: (error, requestId) => formatEvent('error', bodyOf(error, requestId)),
}

function bodyOf(error: LucidError, requestId: string): object {
  return { error: { ...recordOf(error), request_id: requestId } }
}

function recordOf(error: LucidError, provider?: string): GenerationErrorRecord {
  const { message, hint } = toldOf(error)
  const { code, message: _, hint: __, ...facts } = error.toJSON()
  const told = new LucidError(code, message, { ...facts, ...(hint === undefined ? {} : { hint }) })
  return GenerationError.from(told, provider).toJSON()
}

/** The error of a session as the holder of a key may see it. */
export function sessionError(record: GenerationErrorRecord, key: AppKey | undefined): GenerationErrorRecord {
  const error = withinScope(key, GenerationError.revive(record).cause) as LucidError
  return recordOf(error, record.provider)
}

/** What the service threw, as the gateway's own error. */
export function asOwn(key: AppKey | undefined, thrown: unknown): unknown {
  return withinScope(key, GenerationError.is(thrown) ? thrown.cause : thrown)
}
