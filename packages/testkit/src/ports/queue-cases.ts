import type { Queue, QueuedJob } from '@lucid-gateway/core'
import { ensure, ensureSame } from '../conformance/check.ts'
import { fresh, type PortCase } from './port-suite.ts'

const leaseMs = 200

function job(queue: string, id: string, rest: Partial<QueuedJob> = {}): QueuedJob {
  return { queue, id, payload: { for: id }, ...rest }
}

/** What every driver of `Queue` must do. */
export const queueCases: readonly PortCase<Queue>[] = [
  {
    name: 'a job is taken once, and done',
    async run({ port }) {
      const queue = fresh('queue')
      ensureSame(await port.take(queue, 'w', leaseMs), undefined, 'An empty queue gives nothing.')
      ensure(await port.enqueue(job(queue, 'one')), 'A new job is taken in.')
      ensure(!(await port.enqueue(job(queue, 'one'))), 'A job of an id that is there is not.')
      const taken = await port.take(queue, 'w', leaseMs)
      ensure(taken?.id === 'one' && taken.attempt === 1, 'The job is given, as its first attempt.')
      ensureSame(taken.payload, { for: 'one' }, 'With what was put in.')
      ensureSame(
        await port.take(queue, 'v', leaseMs),
        undefined,
        'A job that is held is given to nobody else.',
      )
      ensure(await port.complete(taken), 'Who holds it completes it.')
      ensure(!(await port.complete(taken)), 'Once.')
      ensure(await port.enqueue(job(queue, 'one')), 'A completed id is free again.')
    },
  },
  {
    name: 'order: by priority, then by time, then first come first served',
    async run({ port, now }) {
      const queue = fresh('queue')
      const at = now()
      await port.enqueue(job(queue, 'late', { dueAt: at - 10 }))
      await port.enqueue(job(queue, 'early', { dueAt: at - 20 }))
      await port.enqueue(job(queue, 'early too', { dueAt: at - 20 }))
      await port.enqueue(job(queue, 'urgent', { dueAt: at - 5, priority: 5 }))
      const ids: (string | undefined)[] = []
      for (let n = 0; n < 4; n++) ids.push((await port.take(queue, 'w', leaseMs))?.id)
      ensureSame(ids, ['urgent', 'early', 'early too', 'late'], 'The order of jobs.')
    },
  },
  {
    name: 'a job is not given before it is due',
    async run({ port, now, advance }) {
      const queue = fresh('queue')
      await port.enqueue(job(queue, 'one', { dueAt: now() + 200 }))
      ensureSame(await port.take(queue, 'w', leaseMs), undefined, 'Not before its time.')
      await advance(250)
      ensureSame((await port.take(queue, 'w', leaseMs))?.id, 'one', 'When its time has come.')
    },
  },
  {
    name: 'a job of a worker that died goes to another, whose result counts',
    async run({ port, advance }) {
      const queue = fresh('queue')
      await port.enqueue(job(queue, 'one'))
      const first = await port.take(queue, 'w', leaseMs)
      await advance(leaseMs + 50)
      const second = await port.take(queue, 'v', leaseMs)
      ensure(first && second?.id === 'one', 'A job whose lease ran out is given again.')
      ensure(second.attempt === 2 && second.fence > first.fence, 'As a further attempt, with a higher fence.')
      ensure(!(await port.complete(first)), 'Who lost it does not complete it,')
      ensure(!(await port.extend(first, leaseMs)), 'nor holds it longer,')
      ensure(!(await port.fail(first, 'dead')), 'nor fails it.')
      ensure(await port.complete(second), 'Who holds it does.')
    },
  },
  {
    name: 'extend holds a job longer',
    async run({ port, advance }) {
      const queue = fresh('queue')
      await port.enqueue(job(queue, 'one'))
      const taken = await port.take(queue, 'w', leaseMs)
      ensure(taken, 'It is given.')
      await advance(leaseMs - 50)
      ensure(await port.extend(taken, leaseMs), 'Who holds it extends it.')
      await advance(leaseMs - 50)
      ensureSame(await port.take(queue, 'v', leaseMs), undefined, 'It is still held.')
    },
  },
  {
    name: 'fail: again at a time, or never',
    async run({ port, now, advance }) {
      const queue = fresh('queue')
      await port.enqueue(job(queue, 'one'))
      const first = await port.take(queue, 'w', leaseMs)
      ensure(first && (await port.fail(first, { at: now() + 300 })), 'Who holds it fails it.')
      ensureSame(await port.take(queue, 'w', leaseMs), undefined, 'It waits for its time.')
      await advance(350)
      const second = await port.take(queue, 'w', leaseMs)
      ensure(second?.attempt === 2, 'It is given again.')
      ensure(await port.fail(second, 'dead'), 'It is given up.')
      ensureSame(await port.take(queue, 'w', leaseMs), undefined, 'What was given up is not given again.')
      ensureSame(await port.dead(queue), ['one'], 'It is among the dead.')
      ensureSame(await port.dead(fresh('queue')), [], 'Those of another queue are not.')
    },
  },
  {
    name: 'of many that take at the same time each gets its own',
    async run({ port }) {
      const queue = fresh('queue')
      for (let n = 0; n < 10; n++) await port.enqueue(job(queue, `job ${n}`))
      const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => port.take(queue, `w${n}`, 10_000)))
      const ids = taken.flatMap(lease => lease?.id ?? [])
      ensure(ids.length === 10 && new Set(ids).size === 10, `Ten jobs were given ${ids.length} times.`)
    },
  },
]
