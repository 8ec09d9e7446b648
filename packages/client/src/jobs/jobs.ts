import { intact } from '../chat/chat-stream.ts'
import { cut } from '../error/from-answer.ts'
import type { Job, JobEvent } from '../generated/schemas.ts'
import type { Connection } from '../http/connection.ts'
import { eventsIn } from '../http/event-stream.ts'
import type { CallOptions } from '../options.ts'

/** What happened to a job, with its number, to go on behind. */
export type NumberedJobEvent = JobEvent & { readonly seq: number }

export interface EventOptions extends CallOptions {
  /** The number of the last event that is known. */
  readonly after?: number | undefined
}

/** Jobs that this key started. */
export class Jobs {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** How it stands. */
  get(id: string, options?: CallOptions): Promise<Job> {
    return this.#connection.json({ method: 'GET', path: pathOf(id) }, options)
  }

  /** The job once it is over, whether it went well or not. */
  async wait(id: string, options?: CallOptions): Promise<Job> {
    for (;;) {
      const headers = { prefer: 'wait=60' }
      const job = await this.#connection.json<Job>({ method: 'GET', path: pathOf(id), headers }, options)
      if (isOver(job)) return job
      // A process that does not work on it can't wait for it, and answers at once.
      await this.#connection.pause(0, options?.signal)
    }
  }

  /** Cancels it where it is under way, and forgets it with all that it made. */
  delete(id: string, options?: CallOptions): Promise<Job> {
    return this.#connection.json({ method: 'DELETE', path: pathOf(id) }, options)
  }

  /** What happens to it, up to its end. A connection that is lost is made anew, and none of the events is missed. */
  async *events(id: string, options: EventOptions = {}): AsyncGenerator<NumberedJobEvent> {
    let last = options.after ?? 0
    for (let empty = 0; ; empty++) {
      const headers: Record<string, string> = last > 0 ? { 'last-event-id': String(last) } : {}
      const asked = { method: 'GET', path: `${pathOf(id)}/events`, headers }
      const answer = await this.#connection.stream(asked, options)
      if (answer.status === 204 || !answer.body) return
      let failure
      try {
        for await (const event of intact(eventsIn(answer.body), answer, options.signal)) {
          empty = 0
          last = Number(event.id)
          yield { ...(JSON.parse(event.data) as object), type: event.type, seq: last } as NumberedJobEvent
          if (event.type === 'done') return
        }
      } catch (thrown) {
        if (options.signal?.aborted) throw thrown
        failure = thrown
      }
      if (empty >= this.#connection.retriesOf(options)) throw failure ?? cut(answer)
      await this.#connection.pause(empty, options.signal)
    }
  }
}

function isOver({ status }: Job): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled'
}

function pathOf(id: string): string {
  return `/v1/jobs/${encodeURIComponent(id)}`
}
