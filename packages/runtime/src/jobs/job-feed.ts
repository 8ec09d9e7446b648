import { Bell } from './bell.ts'
import type { JobEvent, JobNews } from './job-event.ts'

/** How many events a reader may be behind. */
const mostKept = 256

/** The events of one job, for any number of readers who may come late and go early. */
export class JobFeed {
  readonly #events: JobEvent[] = []
  readonly #bell = new Bell()
  #seq = 0
  #isOver = false

  get seq(): number {
    return this.#seq
  }

  add(news: JobNews, at: number): void {
    if (this.#isOver) return
    this.#events.push({ seq: ++this.#seq, at, ...news })
    if (this.#events.length > mostKept) this.#events.shift()
    this.#isOver = news.type === 'done'
    this.#bell.ring()
  }

  /** All after one of them, as they come, up to the last; those that are no longer kept are passed over. */
  async *after(seq: number, signal?: AbortSignal): AsyncGenerator<JobEvent> {
    let last = Math.min(seq, this.#seq)
    let wake = (): void => {}
    const gone = (): void => wake()
    signal?.addEventListener('abort', gone)
    try {
      for (;;) {
        for (const event of this.#since(last)) {
          last = event.seq
          yield event
        }
        if (signal?.aborted) return
        if (this.#seq > last) continue
        if (this.#isOver) return
        const { heard, leave } = this.#bell.listen()
        wake = leave
        await heard
        if (signal?.aborted) return
      }
    } finally {
      signal?.removeEventListener('abort', gone)
    }
  }

  #since(last: number): readonly JobEvent[] {
    const [first] = this.#events
    return first ? this.#events.slice(Math.max(0, last + 1 - first.seq)) : []
  }
}
