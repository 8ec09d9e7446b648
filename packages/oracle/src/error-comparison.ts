import type { Simulator } from '@lucid-gateway/simulators'
import { expect } from 'vitest'
import type { Ledger } from './ledger.ts'
import type { Sides, Way } from './side.ts'

export interface ErrorBench<Question, Behaviour, Told, ToldError> {
  readonly simulator: Pick<Simulator<Behaviour>, 'script' | 'reset'>
  readonly sides: Sides<Question, Told, ToldError>
  readonly ledger: Ledger
  /** What the differences of errors are booked under. */
  readonly of: string
}

export interface Failing<Question, Behaviour> {
  /** The case's name in the list of accepted differences. */
  readonly name: string
  readonly way: Way
  readonly question: Question
  readonly stream: boolean
  readonly behaviour?: Behaviour
}

/** Fails by the SDK and by the plugin, and books how their errors differ; the plugin's own is what comes back. */
export async function compareErrors<Question, Behaviour, Told, ToldError>(
  { ledger, of, sides, simulator }: ErrorBench<Question, Behaviour, Told, ToldError>,
  { behaviour, name, question, stream, way }: Failing<Question, Behaviour>,
): Promise<unknown> {
  const seen = (side: keyof typeof sides) => {
    simulator.reset()
    if (behaviour) simulator.script(behaviour)
    return sides[side](question, stream)
  }
  const theirs = await seen('sdk')
  const ours = await seen(way)
  expect(theirs.error).toBeDefined()
  const [left, right] = [{ error: theirs.error }, { error: ours.error }]
  expect(ledger.unaccepted(of, `${name}, ${way}`, left, right)).toEqual([])
  return ours.thrown
}
