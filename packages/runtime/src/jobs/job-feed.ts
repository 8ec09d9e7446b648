import type { JobEvent, JobNews } from './job-event.ts'

/** How many events a reader may be behind. */
const mostKept = 256

/** The events of one job, for any number of readers who may come late and go early. */
export class JobFeed {
  #events: JobEvent[] = []
  #next = Promise.withResolvers<void>()
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
    this.#next.resolve()
    this.#next = Promise.withResolvers()
  }

  /** All after one of them, as they come, up to the last; those that are no longer kept are passed over. */
  async *after(seq: number, signal?: AbortSignal): AsyncGenerator<JobEvent> {
    const gone = signal && aborted(signal)
    let last = seq
    for (;;) {
      const next = this.#next.promise
      for (const event of this.#events.filter(kept => kept.seq > last)) {
        last = event.seq
        yield event
      }
      if (signal?.aborted) return
      if (this.#seq > last) continue
      if (this.#isOver) return
      await (gone ? Promise.race([next, gone]) : next)
      if (signal?.aborted) return
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
