import type { ErrorRecord } from '@lucid-gateway/core'
import type { Fault } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import { compareErrors, type ErrorBench } from './error-comparison.ts'
import { forms, type Sides, ways } from './side.ts'

export type ExpectedError = Partial<ErrorRecord>

interface ErrorBehaviour {
  readonly error?: string
  readonly fault?: Fault
}

interface ErrorSuite<Question, Behaviour extends ErrorBehaviour, Told, ToldError> extends ErrorBench<
  Question,
  Behaviour,
  Told,
  ToldError
> {
  readonly question: Question
  /** What each of the vendor's errors is to us. */
  readonly meanings: Readonly<Record<NonNullable<Behaviour['error']>, ExpectedError>>
  /** Asks with another key than the account's. */
  readonly sidesWith: (key: string) => Sides<Question, Told, ToldError>
  /** What the plugin says of a proxy's page. */
  readonly page: string
  /** An error that comes with status 200, and what it is to us. */
  readonly inside: { readonly body?: unknown; readonly expected: ExpectedError }
}

const wrongKey = 'sk-wrong-key-0123456789'

/** SDK and plugin say the same of each of the vendor's errors, and the plugin says what is to be done. */
export function testErrors<Question, Behaviour extends ErrorBehaviour, Told, ToldError>(
  suite: ErrorSuite<Question, Behaviour, Told, ToldError>,
): void {
  const { inside, meanings, page, question, sides, sidesWith, simulator } = suite
  const named = Object.entries<ExpectedError>(meanings)
  describe.each(forms)('%s', (_form, stream) => {
    describe.each(ways)('%s', way => {
      const asked = { way, stream, question }

      it.each(named)('%s', async (name, expected) => {
        const behaviour = { error: name } as Behaviour
        expect(await compareErrors(suite, { ...asked, name, behaviour })).toMatchObject(expected)
      })

      it('a wrong key', async () => {
        const bench = { ...suite, sides: sidesWith(wrongKey) }
        const thrown = await compareErrors(bench, { ...asked, name: 'a wrong key' })
        expect(thrown).toMatchObject({ code: 'auth', origin: 'provider', status: 502 })
        expect(JSON.stringify(thrown)).not.toContain('6789')
      })

      it.each<readonly [string, Fault, ExpectedError]>([
        ['a page in place of JSON', { kind: 'html' }, { code: 'upstream', message: page }],
        ['a reset before the head', { kind: 'reset' }, { code: 'network' }],
        ['a closed connection before the head', { kind: 'close' }, { code: 'network' }],
      ])('%s', async (name, fault, expected) => {
        const behaviour = { fault } as Behaviour
        const thrown = await compareErrors(suite, { ...asked, name, behaviour })
        expect(thrown).toMatchObject({ origin: 'provider', ...expected })
      })

      // SDKs take it for an answer without content.
      it('an error in an answer of status 200', async () => {
        simulator.reset()
        simulator.script({ fault: { kind: 'body-error', body: inside.body } } as Behaviour)
        const { thrown } = await sides[way](question, stream)
        expect(thrown).toMatchObject({ origin: 'provider', ...inside.expected })
      })
    })
  })
}
