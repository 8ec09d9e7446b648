import type { RateClaim, State } from '@lucid-gateway/core'
import { ensure, ensureSame } from '../conformance/check.ts'
import { fresh, type PortCase } from './port-suite.ts'

const tenASecond = { amount: 10, perMs: 1000 }

function claim(cost = 1, key = fresh('limit')): RateClaim {
  return { key, limit: tenASecond, cost }
}

/** What every driver of `State` must do. */
export const stateCases: readonly PortCase<State>[] = [
  {
    name: 'take: a burst, then evenly',
    async run({ port, advance }) {
      const one = claim()
      for (let n = 0; n < 10; n++) ensure((await port.take([one])).ok, `take ${n + 1} of 10 was refused.`)
      const refused = await port.take([one])
      ensure(!refused.ok && refused.index === 0, 'The eleventh take at once must be refused, with index 0.')
      ensure(
        refused.retryAfterMs > 0 && refused.retryAfterMs <= 100,
        `retryAfterMs was ${refused.retryAfterMs}.`,
      )
      await advance(100)
      ensure((await port.take([one])).ok, 'After a tenth of a second one more must be taken.')
      ensure(!(await port.take([one])).ok, 'After a tenth of a second no more than one may be taken.')
    },
  },
  {
    name: 'take: a smaller burst than the amount',
    async run({ port }) {
      const one = { ...claim(), limit: { ...tenASecond, burst: 2 } }
      const oks = [await port.take([one]), await port.take([one]), await port.take([one])].map(({ ok }) => ok)
      ensureSame(oks, [true, true, false], 'A burst of 2 takes two at once.')
    },
  },
  {
    name: 'take: what can never be met says so',
    async run({ port }) {
      const refused = await port.take([claim(11)])
      ensure(
        !refused.ok && refused.retryAfterMs === Infinity,
        'A claim above the burst waits for ever: Infinity.',
      )
    },
  },
  {
    name: 'take: several claims, all or nothing',
    async run({ port }) {
      const [free, full] = [claim(), claim(10)]
      await port.take([full])
      const refused = await port.take([free, { ...full, cost: 1 }])
      ensure(!refused.ok && refused.index === 1, 'The second claim was full; index must tell.')
      const taken = await port.take([{ ...free, cost: 10 }])
      ensure(taken.ok, 'A refused take must have taken nothing, also from the claims before.')
    },
  },
  {
    name: 'take: at the same time, never more than there is',
    async run({ port }) {
      const one = claim()
      const all = await Promise.all(Array.from({ length: 50 }, async () => port.take([one])))
      const taken = all.filter(({ ok }) => ok).length
      ensure(taken >= 10 && taken <= 11, `Of 50 takes at once 10 must be met; ${taken} were.`)
    },
  },
  {
    name: 'adjust: gives back, and takes what was under-estimated',
    async run({ port }) {
      const all = claim(10)
      await port.take([all])
      await port.adjust({ ...all, cost: -4 })
      ensure((await port.take([{ ...all, cost: 4 }])).ok, 'What was given back can be taken again.')
      const other = claim(1)
      await port.take([other])
      await port.adjust({ ...other, cost: 9 })
      ensure(!(await port.take([{ ...other, cost: 2 }])).ok, 'What was taken afterwards is gone.')
    },
  },
  {
    name: 'adjust: gives back no more than was taken',
    async run({ port }) {
      const one = claim()
      await port.adjust({ ...one, cost: -100 })
      ensure(!(await port.take([{ ...one, cost: 11 }])).ok, 'A limit never holds more than its burst.')
      await port.take([{ ...one, cost: 10 }])
      ensure(!(await port.take([one])).ok, 'A limit never holds more than its burst.')
    },
  },
  {
    name: 'take: what is left of each, where the driver tells',
    async run({ port }) {
      const [one, other] = [claim(3), claim(8)]
      const taken = await port.take([one, other])
      ensure(taken.ok && taken.remaining === 2, 'remaining is the least of all claims.')
      if (taken.ok && taken.left)
        ensureSame(taken.left, [7, 2], 'left is that of each claim, in their order.')
      if (taken.ok && taken.marks) ensureSame(taken.marks.length, 2, 'There is one mark a claim.')
    },
  },
  {
    name: 'adjust: by its mark, what has come back by itself is not given back again',
    async run({ port, advance }) {
      const one = claim(4)
      const taken = await port.take([one])
      const mark = taken.ok ? taken.marks?.[0] : undefined
      if (!mark) return
      await advance(1000)
      await port.take([{ ...one, cost: 5 }])
      await port.adjust({ ...one, cost: -4, mark })
      const more = await port.take([{ ...one, cost: 6 }])
      ensure(!more.ok, 'What had come back was given back a second time.')
    },
  },
  {
    name: 'takenFrom: what is taken from now, where the driver can tell',
    async run({ port, advance }) {
      if (!port.takenFrom) return
      const prefix = fresh('prefix')
      for (const word of ['a', 'b', 'c']) await port.take([claim(1, `${prefix}:${word}`)])
      await port.take([claim(1)])
      const keys = [...(await port.takenFrom(`${prefix}:`, 10))].sort()
      ensureSame(
        keys,
        ['a', 'b', 'c'].map(word => `${prefix}:${word}`),
        'Those whose keys begin so, and no other.',
      )
      ensureSame((await port.takenFrom(`${prefix}:`, 2)).length, 2, 'So many at most.')
      await advance(1000)
      ensureSame(await port.takenFrom(`${prefix}:`, 10), [], 'None of which all has come back.')
    },
  },
  {
    name: 'lease: one holder, until it is released or runs out',
    async run({ port, advance }) {
      const name = fresh('lease')
      ensure(await port.lease(name, 'a', 200), 'A free lease is got.')
      ensure(!(await port.lease(name, 'b', 200)), 'A held lease is not got by another.')
      ensure(await port.lease(name, 'a', 200), 'Its holder renews it.')
      await port.release(name, 'b')
      ensure(!(await port.lease(name, 'b', 200)), "Another can't release it.")
      await port.release(name, 'a')
      ensure(await port.lease(name, 'b', 200), 'A released lease is free.')
      await advance(250)
      ensure(await port.lease(name, 'a', 200), 'A lease that ran out is free.')
    },
  },
  {
    name: 'count: events of a window',
    async run({ port, advance }) {
      const name = fresh('window')
      ensureSame(
        [await port.count(name, 300), await port.count(name, 300)],
        [1, 2],
        'Each event counts itself.',
      )
      await advance(350)
      ensureSame(await port.count(name, 300), 1, 'What is older than the window is not counted.')
      ensureSame(await port.count(fresh('window'), 300), 1, 'Windows have nothing to do with each other.')
    },
  },
  {
    name: 'get, set, delete: until the time is up',
    async run({ port, advance }) {
      const key = fresh('value')
      ensureSame(await port.get(key), undefined, 'What was not set is not there.')
      await port.set(key, 'one', 200)
      await port.set(key, 'two', 200)
      ensureSame(await port.get(key), 'two', 'The last value counts.')
      await advance(250)
      ensureSame(await port.get(key), undefined, 'A value goes when its time is up.')
      await port.set(key, 'three', 10_000)
      await port.delete(key)
      ensureSame(await port.get(key), undefined, 'A deleted value is gone.')
    },
  },
  {
    name: 'publish, subscribe: to who listens, in order, until they stop',
    async run({ port, advance }) {
      const topic = fresh('topic')
      const [one, two]: [string[], string[]] = [[], []]
      const stop = port.subscribe(topic, message => one.push(message))
      port.subscribe(topic, message => two.push(message))
      port.subscribe(fresh('topic'), message => one.push(`wrong: ${message}`))
      await advance(20)
      for (const message of ['a', 'b']) await port.publish(topic, message)
      await advance(20)
      stop()
      await port.publish(topic, 'c')
      await advance(20)
      ensureSame(
        [one, two],
        [
          ['a', 'b'],
          ['a', 'b', 'c'],
        ],
        'Each listener gets what was published while it listened.',
      )
    },
  },
]
