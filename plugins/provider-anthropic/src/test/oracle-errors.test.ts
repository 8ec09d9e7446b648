import type { ErrorRecord } from '@lucid-gateway/core'
import {
  type AnthropicBehaviour,
  type AnthropicErrorName,
  anthropicErrors,
  type AnthropicSimulator,
  simulatorKey,
  startAnthropicSimulator,
} from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Attempts, attemptsAt } from './attempts.ts'
import { Ledger } from './ledger.ts'
import { type MessagesBody, type Sides, sidesOf } from './sides.ts'

let simulator: AnthropicSimulator
let attempts: Attempts
let sides: Sides
const ledger = new Ledger('error')

beforeAll(async () => {
  simulator = await startAnthropicSimulator()
  attempts = attemptsAt(simulator, simulatorKey)
  sides = sidesOf(simulator, attempts)
})
afterAll(async () => {
  await attempts[Symbol.asyncDispose]()
  await simulator.close()
})

type Expected = Partial<ErrorRecord>
const provider = { origin: 'provider', recourse: 'other' } as const

/** What each of the vendor's errors is to us. */
const meanings: Readonly<Record<AnthropicErrorName, Expected>> = {
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

const hello: MessagesBody = {
  model: 'claude-sonnet-5-5',
  max_tokens: 50,
  messages: [{ role: 'user', content: 'one two three four' }],
}
const forms = [
  ['whole', false],
  ['streamed', true],
] as const
const ways = ['decoded', 'relayed'] as const

async function compare(
  name: string,
  way: (typeof ways)[number],
  body: MessagesBody,
  behaviour?: AnthropicBehaviour,
  by = sides,
): Promise<unknown> {
  const told = async (side: keyof Sides) => {
    simulator.reset()
    if (behaviour) simulator.script(behaviour)
    return by[side](body)
  }
  const theirs = await told('sdk')
  const ours = await told(way)
  expect(theirs.error).toBeDefined()
  expect(
    ledger.unaccepted(
      'error',
      `${name}, ${way}`,
      { error: theirs.error },
      { error: withoutKey(name, ours.error) },
    ),
  ).toEqual([])
  return ours.thrown
}

/** The vendor's words for a refused key stay in the cause. */
function withoutKey(name: string, error: object | undefined): object | undefined {
  return name === 'authentication_error' && error ? { ...error, message: 'invalid x-api-key' } : error
}

describe.each(forms)('%s', (_form, stream) => {
  const body = { ...hello, ...(stream ? { stream } : {}) } as MessagesBody
  describe.each(ways)('%s', way => {
    it.each(Object.keys(anthropicErrors) as AnthropicErrorName[])('%s', async name => {
      expect(await compare(name, way, body, { error: name })).toMatchObject(meanings[name])
    })

    it('a field that the vendor does not know', async () => {
      const odd = Object.assign({ frobnicate: 1 }, body)
      expect(await compare('a field', way, odd)).toMatchObject({
        code: 'invalid_request',
        message: 'frobnicate: Extra inputs are not permitted',
      })
    })

    it('a wrong key', async () => {
      const others = sidesOf(simulator, attempts, 'sk-wrong-key-0123456789')
      const thrown = await compare('a wrong key', way, body, undefined, others)
      expect(thrown).toMatchObject({ code: 'auth', origin: 'provider', status: 502 })
      expect(JSON.stringify(thrown)).not.toContain('6789')
    })

    it('says how long to wait', async () => {
      const headers = { 'retry-after': '7' }
      const thrown = await compare('rate_limit_error', way, body, { error: 'rate_limit_error', headers })
      expect(thrown).toMatchObject({ retryAfterMs: 7000 })
    })

    it.each<[string, AnthropicBehaviour, Expected]>([
      [
        'a page in place of JSON',
        { fault: { kind: 'html' } },
        { code: 'upstream', message: '502 Bad Gateway' },
      ],
      ['a reset before the head', { fault: { kind: 'reset' } }, { code: 'network', origin: 'provider' }],
      [
        'an error in a good answer',
        { fault: { kind: 'body-error' } },
        { code: 'upstream', origin: 'provider' },
      ],
    ])('%s', async (_name, behaviour, expected) => {
      simulator.reset()
      simulator.script(behaviour)
      expect((await sides[way](body)).thrown).toMatchObject(expected)
    })
  })
})

describe.each(ways)('a stream that breaks, %s', way => {
  const body = { ...hello, stream: true } as MessagesBody
  it.each<[string, AnthropicBehaviour['fault'] & object, Expected]>([
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
    expect((await sides[way](body)).thrown).toMatchObject({ ...expected, origin: 'provider' })
  })

  it.each([
    { kind: 'split', size: 1 },
    { kind: 'comments', size: 100 },
    { kind: 'without', what: 'done' },
  ] as const)('or not: $kind', async fault => {
    simulator.reset()
    simulator.script({}, { fault })
    const theirs = await sides.sdk(body)
    expect((await sides[way](body)).told?.content).toEqual(theirs.told?.content)
  })
})

it('accepts no difference that there is not', () => {
  expect(ledger.stale).toEqual([])
})
