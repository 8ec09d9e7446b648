import type { Attempt } from '@lucid-gateway/core'
import type { Fault, Simulator } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import { type Asked, type BothWays, openedBy } from './plugin-sides.ts'
import { type Sides, type Way, ways } from './side.ts'

interface Breakable {
  readonly fault?: Fault
}

interface CutSuite<Question, Told, ToldError, Credentials> {
  readonly simulator: Pick<Simulator<Breakable>, 'script' | 'reset' | 'requests'>
  readonly sides: Sides<Question, Told, ToldError>
  readonly plugin: BothWays<Credentials>
  readonly attempt: (signal?: AbortSignal) => Attempt<Credentials>
  readonly asked: (question: Question) => Asked | Promise<Asked>
  readonly question: Question
  /** A question whose answer has letters of several bytes. */
  readonly wide: Question
  /** How many events come before a cut: behind the first content, and before it. */
  readonly after: { readonly late: number; readonly early: number }
  /** The cuts that the SDK takes for an error. */
  readonly sdkFails: (fault: Fault) => boolean
  /** The pieces of content in what is told, none of them empty. */
  readonly said: (told: Told) => readonly unknown[]
  /** All that must not depend on how the bytes arrive. */
  readonly answered: (told: Told) => unknown
  /** What is known, once its caller went away, of an answer that was cut. */
  readonly known?: object
}

/** A stream that breaks is an error, and all that came before is there. */
export function testCuts<Question, Told, ToldError, Credentials>(
  suite: CutSuite<Question, Told, ToldError, Credentials>,
): void {
  const { after, question, sides, simulator } = suite
  const { late } = after
  const script = (...behaviours: readonly Breakable[]) => {
    simulator.reset()
    simulator.script(...behaviours)
  }
  const open = async (way: Way, signal?: AbortSignal) =>
    openedBy(way, suite.plugin, await suite.asked(question), suite.attempt(signal))
  const of = <T>(told: Told | undefined, what: (told: Told) => T) => (told === undefined ? [] : what(told))

  describe.each(ways)('a stream that is cut after its first content, %s', way => {
    // SDKs may take whatever they have for the whole; the plugin does not, or half an answer would pass for one.
    it.each<readonly [string, Fault, object]>([
      ['by a reset', { kind: 'reset', after: late }, { code: 'network' }],
      ['by a closed connection', { kind: 'close', after: late }, { code: 'network' }],
      ['by an error event', { kind: 'error-event', after: late }, { code: 'upstream' }],
      ['by an event that is no JSON', { kind: 'garbage-event', after: late }, { reason: 'malformed' }],
      ['by an end in good order', { kind: 'end', after: late }, { reason: 'truncated' }],
      ['by a missing finish', { kind: 'without', what: 'finish' }, { reason: 'truncated' }],
    ])('%s', async (_name, fault, expected) => {
      script({ fault }, { fault })
      const theirs = await sides.sdk(question, true)
      const ours = await sides[way](question, true)
      expect(theirs.error !== undefined).toBe(suite.sdkFails(fault))
      expect(ours.thrown).toMatchObject({ code: 'upstream', ...expected, origin: 'provider' })
      expect(of(ours.told, suite.said)).toEqual(of(theirs.told, suite.said))
      expect(of(ours.told, suite.said)).not.toEqual([])
    })
  })

  describe.each(ways)('a stream that is cut before its first content can still go elsewhere, %s', way => {
    it.each(['reset', 'close', 'end', 'error-event'] as const)('%s', async kind => {
      script({ fault: { kind, after: after.early } })
      await expect(open(way)).rejects.toMatchObject({ origin: 'provider', recourse: 'other' })
    })
  })

  describe.each(ways)('any way that the bytes arrive, %s', way => {
    it.each<Fault>([
      { kind: 'split', size: 1 },
      { kind: 'split', size: 7 },
      { kind: 'comments', size: 200 },
    ])('$kind $size', async fault => {
      script({}, { fault })
      const theirs = await sides.sdk(suite.wide, true)
      const ours = await sides[way](suite.wide, true)
      expect(of(ours.told, suite.said)).not.toEqual([])
      expect(of(ours.told, suite.answered)).toEqual(of(theirs.told, suite.answered))
    })
  })

  it.each(ways)('a caller that goes away takes the connection to the vendor along, %s', async way => {
    script({ fault: { kind: 'hang', after: late } })
    const gone = new AbortController()
    const stream = await open(way, gone.signal)
    const reading = Array.fromAsync(stream.parts).catch((error: unknown) => error)
    await expect.poll(() => simulator.requests[0]?.eventsSent).toBe(late)
    await new Promise(resolve => setImmediate(resolve))
    gone.abort()
    expect(await reading).toMatchObject({ code: 'cancelled' })
    expect(await stream.done).toMatchObject({ status: 'cancelled', ...suite.known })
    await simulator.requests[0]?.ended
    expect(simulator.requests[0]?.end).toBe('client-gone')
  })
}
