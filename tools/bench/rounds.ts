import type { Child } from './child.ts'
import type { CpuTime } from './cpu-probe.ts'
import type { LoadResult } from './load.ts'
import { median, quantile } from './statistics.ts'
import { type Subject, targetOf } from './subjects.ts'

export interface RoundsOptions {
  readonly stream: boolean
  /** So many requests a second; as many as the server takes unless said. */
  readonly perSecond?: number
  /** Clients at a time, each with one connection. */
  readonly connections: number
  /** Requests to each subject in a round. */
  readonly count: number
  readonly rounds: number
  /** Rounds before those that count, in which the compiler learns what is hot. */
  readonly warmUps: number
}

/** CPU time per request, for each round that counted. */
export type Costs = ReadonlyMap<Subject, readonly CpuTime[]>

/** Asks all subjects in turns, so that whatever else the machine does falls on each of them alike. */
export async function measureCosts(
  peers: Child,
  subjects: readonly Subject[],
  { stream, connections, count, rounds, warmUps, perSecond }: RoundsOptions,
): Promise<Costs> {
  const costs = new Map<Subject, CpuTime[]>(subjects.map(subject => [subject, []]))
  for (let round = -warmUps; round < rounds; round++) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      await peers.ask('open', { target: targetOf(subject, stream), connections })
      const before = await subject.child.ask<CpuTime>('cpu')
      const result = await peers.ask<LoadResult>('run', { count, perSecond })
      const after = await subject.child.ask<CpuTime>('cpu')
      if (result.failed > 0) {
        throw new Error(
          `${subject.name}: ${result.failed} of ${count} answers were wrong: ${result.wrong[0]}`,
        )
      }
      if (round >= 0)
        costs.get(subject)?.push({
          all: (after.all - before.all) / count,
          main: (after.main - before.main) / count,
        })
    }
  }
  await peers.ask('close')
  return costs
}

/** A figure with the middle half of what it was made of. */
export interface Figure {
  readonly value: number
  readonly low: number
  readonly high: number
}

export function figureOf(values: readonly number[]): Figure {
  return { value: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) }
}

/** Of the whole process. */
export function costOf(costs: Costs, subject: Subject): Figure {
  return figureOf((costs.get(subject) ?? []).map(({ all }) => all))
}

/** How many times what the floor costs a subject costs, by the rounds in which both were asked. */
export function ratioOf(costs: Costs, subject: Subject, floor: Subject): Figure {
  return figureOf(pairs(costs, subject, floor).map(([cost, base]) => cost.all / base.all))
}

/** How much more of the thread that serves a subject takes than another. */
export function excessOf(costs: Costs, subject: Subject, other: Subject): Figure {
  return figureOf(pairs(costs, subject, other).map(([cost, base]) => cost.main - base.main))
}

function pairs(costs: Costs, subject: Subject, other: Subject): readonly (readonly [CpuTime, CpuTime])[] {
  const others = costs.get(other) ?? []
  return (costs.get(subject) ?? []).map((cost, round) => [cost, others[round] as CpuTime])
}
