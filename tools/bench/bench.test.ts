import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultOf } from './check-answer.ts'
import { Child } from './child.ts'
import { completion, script, streamText } from './completions.ts'
import { measureDepartures } from './delays.ts'
import type { LoadResult } from './load.ts'
import { messageEnd, messageEvents, messageText } from './messages.ts'
import { reportOf } from './report.ts'
import { lineOf } from './results.ts'
import { figureOf, measureCosts, ratioOf } from './rounds.ts'
import { quantile } from './statistics.ts'
import { startFloor, type Subject, targetOf } from './subjects.ts'

let peers: Child
const floors: Subject[] = []

beforeAll(async () => {
  peers = new Child(join(import.meta.dirname, 'peers.ts'))
  const port = await peers.ask<number>('port')
  floors.push(await startFloor(port), await startFloor(port))
})

afterAll(async () => {
  await Promise.all([peers, ...floors.map(({ child }) => child)].map(child => child.stop()))
})

describe('the benchmark', () => {
  it('asks each subject in turns, and gives a cost for each round that counts', async () => {
    for (const stream of [false, true]) {
      const options = { stream, connections: 2, count: 4, rounds: 3, warmUps: 1, perSecond: 100 }
      const costs = await measureCosts(peers, floors, options)
      const [floor, other] = floors as [Subject, Subject]
      expect(floors.map(subject => costs.get(subject)?.length)).toEqual([3, 3])
      expect(ratioOf(costs, other, floor).value).toBeGreaterThan(0)
    }
  })

  it('notices answers that are not what they should be', async () => {
    const target = targetOf(floors[0] as Subject, true)
    await peers.ask('open', { target: { ...target, stream: false }, connections: 1 })
    const result = await peers.ask<LoadResult>('run', { count: 2 })
    expect(result).toMatchObject({ count: 2, failed: 2 })
    expect(result.wrong[0]).toContain('not readable')
  })

  it('sees the upstream let go of when its client goes away', async () => {
    const delays = await measureDepartures(peers, floors[0] as Subject, 5)
    expect(delays).toHaveLength(5)
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
  })
})

describe('checking an answer', () => {
  const head = 'HTTP/1.1 200 OK\r\n\r\n'
  const chatStream = { wire: 'chat', text: streamText } as const
  const fault = (body: string, stream = true) => faultOf(Buffer.from(head + body), false, stream, chatStream)
  const events = [...script.events, script.terminator].map(String)

  it('takes what is whole, with comments between events', () => {
    expect(fault(events.join(': comment\n\n'))).toBeUndefined()
    expect(fault(String(completion), false)).toBeUndefined()
  })

  it('says what is missing', () => {
    expect(fault(events.slice(0, -1).join(''))).toContain('no terminator')
    expect(fault(events.toSpliced(40, 1).join(''))).toContain('content')
    expect(fault(events.toSpliced(-2, 1).join(''))).toContain('no finish')
    expect(faultOf(Buffer.from('HTTP/1.1 502 Bad Gateway\r\n\r\n'), false, true, chatStream)).toContain('502')
  })
})

describe('checking a stream of messages', () => {
  const fault = (events: readonly Buffer[]) =>
    faultOf(Buffer.from(`HTTP/1.1 200 OK\r\n\r\n${events.join('')}`), false, true, {
      wire: 'messages',
      text: messageText,
    })
  const events = [...messageEvents, messageEnd]

  it('takes what is whole, and says what is missing', () => {
    expect(fault(events)).toBeUndefined()
    expect(fault(events.slice(0, -1))).toContain('no terminator')
    expect(fault(events.toSpliced(40, 1))).toContain('content')
    expect(fault(events.toSpliced(-2, 1))).toContain('no finish')
  })
})

describe('the report', () => {
  it('tells every figure with its spread and its goal, and on what it was measured', () => {
    const figure = { value: 1.234, low: 1.1, high: 1.3 }
    const results = [{ name: 'relay_stream_cpu_x', figure, goal: 1.3, digits: 2 }]
    const rounds = { connections: 16, perSecond: 100, count: 10, rounds: 3, warmUps: 1 }
    const loads = { unary: rounds, saturated: rounds, stream: rounds, translated: rounds }
    const effort = { ...loads, starts: 5, departures: 7 }
    const report = reportOf(
      { results, floor: { unary: 90, saturated: 40, stream: 1400 } },
      effort,
      new Date(0),
    )
    expect(report).toContain('| `relay_stream_cpu_x` | 1.23 | 1.10 to 1.30 | ≤ 1.3 | a stream')
    expect(report).toContain('on 1970-01-01')
    expect(report).toContain(`Node ${process.versions.node}, undici 8.`)
    expect(report).not.toContain('undefined')
  })
})

describe('figures', () => {
  it('are the median and the middle half', () => {
    expect(figureOf([5, 1, 3, 2, 4])).toEqual({ value: 3, low: 2, high: 4 })
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9)
  })

  it('are good enough up to their goal', () => {
    const figure = figureOf([1.704])
    expect(lineOf({ name: 'x', figure, goal: 1.7, digits: 2 })).toBe('x 1.70 1.7 ok')
    expect(lineOf({ name: 'x', figure: figureOf([1.71]), goal: 1.7, digits: 2 })).toBe('x 1.71 1.7 short')
    expect(lineOf({ name: 'x', figure, digits: 1 })).toBe('x 1.7 - -')
  })
})
