import type { AttemptRecord, CallRecord } from '../call/records.ts'
import { fromUnknown } from '../errors/from-unknown.ts'
import type { Lifecycle } from '../hooks/hook.ts'
import type { Log } from '../ports/log.ts'

export type LifecycleEvent = 'admitted' | 'attemptStarted' | 'committed' | 'settled' | 'closed'

export const lifecycleEvents: readonly LifecycleEvent[] = [
  'admitted',
  'attemptStarted',
  'committed',
  'settled',
  'closed',
]

/** What a handler is told of an event. */
export type RecordOf<E extends LifecycleEvent> = Parameters<NonNullable<Lifecycle[E]>>[0]

/** Tells every handler, one after another. A handler that throws is logged and holds up nobody. */
export async function tell<E extends LifecycleEvent>(
  handlers: readonly Lifecycle[],
  event: E,
  record: RecordOf<E>,
  log: Log,
): Promise<void> {
  for (const handler of handlers) {
    const told = handler[event] as ((record: CallRecord | AttemptRecord) => void | Promise<void>) | undefined
    if (!told) continue
    try {
      await told.call(handler, record)
    } catch (thrown) {
      const { message } = fromUnknown(thrown)
      log.error('a lifecycle hook failed', { hook: handler.name, event, id: record.id, message })
    }
  }
}

/** Runs what was asked to run at the end, last in first out, each on its own. */
export async function runEndings<R>(
  endings: readonly ((record: R) => void | Promise<void>)[],
  record: R,
  log: Log,
): Promise<void> {
  for (const ending of endings.toReversed()) {
    try {
      await ending(record)
    } catch (thrown) {
      log.error('an onEnd callback failed', { message: fromUnknown(thrown).message })
    }
  }
}
