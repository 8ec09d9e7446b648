import {
  compareErrors,
  type ExpectedError,
  forms,
  Ledger,
  testErrors,
  testNoneStale,
  ways,
} from '@lucid-gateway/oracle'
import { type GeminiErrorName, geminiErrors } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import { acceptedDifferences } from './accepted-differences.ts'
import { openBench } from './bench.ts'
import { geminiSides } from './sides.ts'

const provider = { origin: 'provider', recourse: 'other', billed: 'no' } as const
const limited = { code: 'rate_limit', origin: 'provider', recourse: 'same', status: 429 } as const

/** What each of the vendor's errors is to us. */
const meanings: Readonly<Record<GeminiErrorName, ExpectedError>> = {
  api_key_invalid: { code: 'auth', ...provider, status: 502 },
  api_key_expired: { code: 'auth', ...provider, status: 502 },
  permission_denied: { code: 'permission', ...provider, status: 502 },
  location_unsupported: { code: 'permission', ...provider },
  billing_disabled: { code: 'quota', ...provider },
  model_not_found: { code: 'not_found', origin: 'caller', recourse: 'other', reason: 'unknown_model' },
  context_length: { code: 'context_length', origin: 'caller', recourse: 'other', status: 400 },
  rate_limit: { ...limited, retryAfterMs: 34_400 },
  resource_exhausted: limited,
  daily_quota: { code: 'quota', ...provider },
  overloaded: { code: 'overloaded', ...provider, status: 503 },
  internal: { code: 'upstream', origin: 'provider', billed: 'unknown', status: 502 },
  deadline: { code: 'timeout', origin: 'provider', recourse: 'other' },
}

const { attempts, plugin, simulator } = await openBench()
const ledger = new Ledger(acceptedDifferences, 'error')
const bench = { simulator, sides: geminiSides(simulator, plugin, attempts), ledger, of: 'error' }
const hello = { model: 'gemini-3.8-flash', contents: 'hello' }

testErrors({
  ...bench,
  question: hello,
  meanings,
  sidesWith: key => geminiSides(simulator, plugin, attempts, key),
  page: 'Error 502 (Server Error)!!1',
  inside: {
    body: geminiErrors.rate_limit.toJSON(),
    expected: { code: 'rate_limit', retryAfterMs: 34_400 },
  },
})

describe.each(forms)('%s', (_form, stream) => {
  describe.each(ways)('%s', way => {
    it('a value that the vendor does not take', async () => {
      const question = { ...hello, config: { temperature: 9 } }
      const name = 'a value that the vendor does not take'
      const thrown = await compareErrors(bench, { name, way, stream, question })
      expect(thrown).toMatchObject({ code: 'invalid_request', origin: 'caller', recourse: 'none' })
    })

    it('a model that there is not', async () => {
      const question = { ...hello, model: 'gemini-9' }
      const thrown = await compareErrors(bench, { name: 'a model that there is not', way, stream, question })
      expect(thrown).toMatchObject({ code: 'not_found', reason: 'unknown_model' })
    })
  })
})

describe.each(ways)('before the first content of a stream, %s', way => {
  const asked = { way, stream: true, question: hello }

  it('an error that comes as an event', async () => {
    const { message } = geminiErrors.overloaded
    const body = geminiErrors.overloaded.toJSON()
    const behaviour = { fault: { kind: 'error-event', after: 0, body } } as const
    const name = 'an error that comes as an event'
    const thrown = await compareErrors(bench, { ...asked, name, behaviour })
    expect(thrown).toMatchObject({ code: 'overloaded', origin: 'provider', message })
  })

  it('an event that is no JSON', async () => {
    const behaviour = { fault: { kind: 'garbage-event', after: 0 } } as const
    const thrown = await compareErrors(bench, { ...asked, name: 'an event that is no JSON', behaviour })
    expect(thrown).toMatchObject({ code: 'upstream', reason: 'malformed' })
  })
})

testNoneStale(ledger)
