import { type Log, LucidError, type Warning } from '@lucid-gateway/core'
import type { AttemptRun } from '../attempt-run.ts'
import type { Shutdown } from './card-source.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Names of models come from callers, so what is remembered of them has a bound. */
const most = 1000

/** Tells of models that their vendors shut down: beforehand, and in the error afterwards. */
export class Shutdowns {
  readonly #log: Log
  readonly #told = new Set<string>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Warns the caller each time, and whoever runs the gateway once. */
  warn(attempt: AttemptRun): void {
    const shutdown = shutdownOf(attempt)
    if (!shutdown) return
    const { account, model } = attempt.record
    attempt.warnings.push(warningOf(`${account}/${model}`, shutdown, attempt.record.startedAt))
    this.#tell(`${account}/${model}`, shutdown)
  }

  #tell(model: string, { on, successor }: Shutdown): void {
    if (this.#told.has(model)) return
    if (this.#told.size >= most) this.#told.clear()
    this.#told.add(model)
    this.#log.warn('a model that is called is shut down by its vendor', {
      model,
      on,
      ...(successor === undefined ? {} : { successor }),
    })
  }
}

function shutdownOf({ card, account, target }: AttemptRun): Shutdown | undefined {
  return card?.shutdown ?? account.retired.get(target.model)
}

function warningOf(model: string, shutdown: Shutdown, now: number): Warning {
  const when = isOver(shutdown, now) ? 'was to be' : 'will be'
  return {
    type: 'deprecated',
    message: `${model} ${when} shut down on ${shutdown.on}.${insteadOf(shutdown)}`,
  }
}

function isOver({ on }: Shutdown, now: number): boolean {
  return Date.parse(on) + dayMs <= now
}

function insteadOf({ successor }: Shutdown): string {
  return successor === undefined ? '' : ` Its vendor names ${successor} instead.`
}

/** Where the vendor does not know a model any more, with what took its place. */
export function withSuccessor(error: LucidError, attempt: AttemptRun): LucidError {
  if (error.code !== 'not_found') return error
  const shutdown = shutdownOf(attempt)
  if (!shutdown || !isOver(shutdown, attempt.call.now())) return error
  const { account, model } = attempt.record
  const { code, message, ...facts } = error.toJSON()
  const hint = `${account}/${model} was to be shut down on ${shutdown.on}.${insteadOf(shutdown)}`
  const { on, successor } = shutdown
  return new LucidError(code, message, {
    ...facts,
    hint,
    details: { ...error.details, shutdown: on, ...(successor === undefined ? {} : { successor }) },
    cause: error,
  })
}

/** What is said of a name that led to a model once. */
export function shutDown(name: string, { on, successor }: Shutdown): LucidError {
  return new LucidError('not_found', `"${name}" was shut down by its vendor on ${on}.`, {
    param: 'model',
    reason: 'unknown_model',
    hint:
      successor === undefined
        ? 'Its vendor names nothing in its place; GET /v1/models lists what there is.'
        : `Ask for ${successor}, which its vendor names in its place.`,
    details: { shutdown: on, ...(successor === undefined ? {} : { successor, candidates: [successor] }) },
  })
}
