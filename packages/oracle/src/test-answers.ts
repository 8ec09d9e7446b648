import type { Simulator } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import type { Ledger } from './ledger.ts'
import { forms, type Sides, ways } from './side.ts'

interface AnswerSuite<Question, Behaviour, Told, ToldError> {
  readonly simulator: Pick<Simulator<Behaviour>, 'script' | 'reset'>
  readonly sides: Sides<Question, Told, ToldError>
  readonly cases: readonly AnswerCase<Question, Behaviour>[]
  readonly ledger: Ledger
  /** What the differences of requests and of answers are booked under. */
  readonly of: { readonly request: string; readonly answer: string }
}

interface AnswerCase<Question, Behaviour> {
  readonly name: string
  readonly question: Question
  readonly behaviour?: Behaviour | undefined
}

/** SDK and plugin send the vendor the same, and tell the same of its answer: each case whole and streamed. */
export function testAnswers<Question, Behaviour, Told, ToldError>(
  suite: AnswerSuite<Question, Behaviour, Told, ToldError>,
): void {
  const { cases, ledger, of, sides, simulator } = suite
  /** To a vendor that has seen nothing before. */
  const by = (
    way: keyof typeof sides,
    { behaviour, question }: AnswerCase<Question, Behaviour>,
    stream: boolean,
  ) => {
    simulator.reset()
    if (behaviour) simulator.script(behaviour)
    return sides[way](question, stream)
  }
  describe.each(forms)('%s', (form, stream) => {
    describe.each(ways)('%s', way => {
      it.each(cases)('$name', async one => {
        const name = `${one.name}, ${form}, ${way}`
        const theirs = await by('sdk', one, stream)
        const ours = await by(way, one, stream)
        expect(theirs.error).toBeUndefined()
        expect(ours.thrown).toBeUndefined()
        expect(ledger.unaccepted(of.request, name, theirs.requests, ours.requests)).toEqual([])
        expect(ledger.unaccepted(of.answer, name, theirs.told, ours.told)).toEqual([])
      })
    })
  })
}

/** Stands behind all tests that book in it. */
export function testNoneStale(ledger: Ledger): void {
  it('accepts no difference that there is not', () => {
    expect(ledger.stale).toEqual([])
  })
}
