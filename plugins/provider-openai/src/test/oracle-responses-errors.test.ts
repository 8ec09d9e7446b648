import { compareErrors, forms, Ledger, testErrors, testNoneStale, ways } from '@lucid-gateway/oracle'
import { describe, expect, it } from 'vitest'
import { acceptedDifferences } from './accepted-differences.ts'
import { openBench } from './bench.ts'
import { errorInside, errorMeanings } from './error-meanings.ts'
import { type ResponsesBody, responsesOffer, responsesSides } from './responses-sides.ts'

const { attempts, simulator } = await openBench()
const offer = responsesOffer(simulator)
const sides = responsesSides(simulator, offer, attempts)
const ledger = new Ledger(acceptedDifferences, 'responses error')
const bench = { simulator, sides, ledger, of: 'responses error' }
const hello: ResponsesBody = { model: 'gpt-4o-mini', input: 'one two three four' }

testErrors({
  ...bench,
  question: hello,
  meanings: errorMeanings,
  sidesWith: key => responsesSides(simulator, offer, attempts, key),
  page: '502 Bad Gateway',
  inside: errorInside,
})

describe.each(forms)('%s', (_form, stream) => {
  it.each(ways)('an answer that is not kept, %s', async way => {
    const question = { ...hello, previous_response_id: 'resp_of_another_account' }
    const name = 'an answer that is not kept'
    expect(await compareErrors(bench, { name, way, stream, question })).toMatchObject({
      code: 'invalid_request',
      param: 'previous_response_id',
      upstream: { code: 'previous_response_not_found' },
    })
  })
})

describe.each(ways)('before the first content of a stream, %s', way => {
  const quota = {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'Out of quota.',
    param: null,
  }

  it.each([
    ['as it is sent', { type: 'error', sequence_number: 2, error: quota }],
    ['as it is documented', { sequence_number: 2, ...quota, type: 'error' }],
  ])('an error event %s', async (form, body) => {
    const fault = { kind: 'error-event', after: 2, body } as const
    const name = `an error event ${form}`
    simulator.script({ fault })
    const { thrown, told } = await sides[way](hello, true)
    expect(thrown, name).toMatchObject({ code: 'quota', origin: 'provider', message: 'Out of quota.' })
    expect(told?.said ?? []).toEqual([])
  })

  it('an answer that fails, and says why', async () => {
    const response = {
      id: 'r',
      status: 'failed',
      output: [],
      error: { code: 'bio_policy', message: 'Not this.' },
    }
    const body = { type: 'response.failed', sequence_number: 2, response }
    simulator.script({ fault: { kind: 'error-event', after: 2, body } })
    const { thrown } = await sides[way](hello, true)
    expect(thrown).toMatchObject({
      code: 'content_filter',
      message: 'Not this.',
      upstream: { code: 'bio_policy' },
    })
  })
})

testNoneStale(ledger)
