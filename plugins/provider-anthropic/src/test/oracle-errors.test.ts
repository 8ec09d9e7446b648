import {
  compareErrors,
  type ExpectedError,
  forms,
  Ledger,
  testErrors,
  testNoneStale,
  ways,
} from '@lucid-gateway/oracle'
import { type AnthropicErrorName, type Fault } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import { acceptedDifferences } from './accepted-differences.ts'
import { openBench } from './bench.ts'
import { messagesSides, type Question } from './sides.ts'

const provider = { origin: 'provider', recourse: 'other' } as const

/** What each of the vendor's errors is to us. */
const meanings: Readonly<Record<AnthropicErrorName, ExpectedError>> = {
  authentication_error: { code: 'auth', ...provider, status: 502 },
  billing_error: { code: 'quota', ...provider },
  credit_too_low: { code: 'quota', ...provider },
  permission_error: { code: 'permission', ...provider, status: 502 },
  organization_on_hold: { code: 'permission', ...provider, status: 502 },
  not_found_error: { code: 'not_found', origin: 'caller', recourse: 'other', status: 404 },
  conflict_error: { code: 'conflict', origin: 'provider', recourse: 'same' },
  request_too_large: { code: 'invalid_request', origin: 'caller', status: 413 },
  prompt_too_long: { code: 'context_length', origin: 'caller', recourse: 'other', status: 400 },
  rate_limit_error: { code: 'rate_limit', origin: 'provider', recourse: 'same', status: 429 },
  spend_limit_reached: { code: 'quota', ...provider },
  api_error: { code: 'upstream', origin: 'provider', billed: 'unknown', status: 502 },
  timeout_error: { code: 'timeout', ...provider },
  overloaded_error: { code: 'overloaded', ...provider, status: 503 },
}

const { attempts, simulator } = await openBench()
const sides = messagesSides(simulator, attempts)
const ledger = new Ledger(acceptedDifferences, 'error')
const bench = { simulator, sides, ledger, of: 'error' }
const hello: Question = {
  body: {
    model: 'claude-sonnet-5-5',
    max_tokens: 50,
    messages: [{ role: 'user', content: 'one two three four' }],
  },
}

testErrors({
  ...bench,
  question: hello,
  meanings,
  sidesWith: key => messagesSides(simulator, attempts, key),
  page: '502 Bad Gateway',
  inside: { expected: { code: 'upstream' } },
})

describe.each(forms)('%s', (_form, stream) => {
  describe.each(ways)('%s', way => {
    it('a field that the vendor does not know', async () => {
      const question = { body: Object.assign({ frobnicate: 1 }, hello.body) }
      expect(await compareErrors(bench, { name: 'a field', way, stream, question })).toMatchObject({
        code: 'invalid_request',
        message: 'frobnicate: Extra inputs are not permitted',
      })
    })

    it('says how long to wait', async () => {
      const name = 'rate_limit_error'
      const behaviour = { error: name, headers: { 'retry-after': '7' } } as const
      const thrown = await compareErrors(bench, { name, way, stream, question: hello, behaviour })
      expect(thrown).toMatchObject({ retryAfterMs: 7000 })
    })
  })
})

describe.each(ways)('a stream that breaks, %s', way => {
  it.each<[string, Fault, ExpectedError]>([
    ['an error event first', { kind: 'error-event', after: 0 }, { code: 'overloaded' }],
    ['an error event before the first word', { kind: 'error-event', after: 2 }, { code: 'overloaded' }],
    ['an error event after it', { kind: 'error-event', after: 6 }, { code: 'overloaded' }],
    ['an event that is no JSON', { kind: 'garbage-event', after: 5 }, { reason: 'malformed' }],
    ['a reset', { kind: 'reset', after: 5 }, { code: 'network' }],
    ['an end in good order', { kind: 'end', after: 5 }, { reason: 'truncated' }],
    ['a missing finish', { kind: 'without', what: 'finish' }, { reason: 'truncated' }],
  ])('%s', async (_name, fault, expected) => {
    simulator.reset()
    simulator.script({ fault })
    expect((await sides[way](hello, true)).thrown).toMatchObject({ ...expected, origin: 'provider' })
  })

  it.each([
    { kind: 'split', size: 1 },
    { kind: 'comments', size: 100 },
    { kind: 'without', what: 'done' },
  ] as const)('or not: $kind', async fault => {
    simulator.reset()
    simulator.script({}, { fault })
    const theirs = await sides.sdk(hello, true)
    expect((await sides[way](hello, true)).told?.content).toEqual(theirs.told?.content)
  })
})

testNoneStale(ledger)
