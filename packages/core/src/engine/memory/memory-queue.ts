import { type Clock, systemClock } from '../../ports/clock.ts'
import type { LeasedJob, Queue, QueuedJob } from '../../ports/queue.ts'

interface Held {
  readonly job: QueuedJob
  readonly order: number
  dueAt: number
  until: number
  attempt: number
  fence: number
  dead: boolean
}

/** Jobs that live as long as the process. */
export function memoryQueue(clock: Clock = systemClock): Queue {
  const jobs = new Map<string, Held>()
  let order = 0
  let fence = 0
  const key = (job: { queue: string; id: string }) => `${job.queue}\n${job.id}`
  const heldBy = (lease: LeasedJob) => {
    const held = jobs.get(key(lease))
    return held && held.fence === lease.fence && !held.dead ? held : undefined
  }

  return {
    async enqueue(job) {
      if (jobs.has(key(job))) return false
      const dueAt = job.dueAt ?? clock.now()
      jobs.set(key(job), {
        job: structuredClone(job),
        order: order++,
        dueAt,
        until: 0,
        attempt: 0,
        fence: 0,
        dead: false,
      })
      return true
    },
    async take(queue, _owner, leaseMs) {
      const now = clock.now()
      const [next] = [...jobs.values()]
        .filter(held => held.job.queue === queue && !held.dead && held.dueAt <= now && held.until <= now)
        .sort(
          (a, b) => (b.job.priority ?? 0) - (a.job.priority ?? 0) || a.dueAt - b.dueAt || a.order - b.order,
        )
      if (!next) return undefined
      next.until = now + leaseMs
      next.attempt++
      next.fence = ++fence
      const { id, payload } = next.job
      return { queue, id, payload: structuredClone(payload), attempt: next.attempt, fence }
    },
    async extend(lease, leaseMs) {
      const held = heldBy(lease)
      if (held) held.until = clock.now() + leaseMs
      return held !== undefined
    },
    async complete(lease) {
      return heldBy(lease) ? jobs.delete(key(lease)) : false
    },
    async fail(lease, retry) {
      const held = heldBy(lease)
      if (!held) return false
      held.fence = 0
      held.until = 0
      if (retry === 'dead') held.dead = true
      else held.dueAt = retry.at
      return true
    },
    async dead(queue) {
      return [...jobs.values()].filter(held => held.dead && held.job.queue === queue).map(held => held.job.id)
    },
    async close() {
      jobs.clear()
    },
  }
}
