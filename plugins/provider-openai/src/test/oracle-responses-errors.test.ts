import { chat, type ErrorRecord } from '@lucid-gateway/core'
import { startStream } from '@lucid-gateway/core/engine'
import {
  type Behaviour,
  type ErrorName,
  type Fault,
  namedErrors,
  type OpenAISimulator,
  simulatorKey,
  startOpenAISimulator,
} from '@lucid-gateway/simulators'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { readRequest } from '@lucid-gateway/wires/openai-responses'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Attempts, attemptsAt } from './attempts.ts'
import { Ledger } from './ledger.ts'
import {
  type ResponsesBody,
  type ResponsesOffer,
  responsesOffer,
  type ResponsesSides,
  responsesSides,
} from './responses-sides.ts'

let simulator: OpenAISimulator
let attempts: Attempts
let offer: ResponsesOffer
let sides: ResponsesSides
const ledger = new Ledger('responses error')

beforeAll(async () => {
  simulator = await startOpenAISimulator()
  attempts = attemptsAt(simulator, simulatorKey)
  offer = responsesOffer(simulator)
  sides = responsesSides(simulator, attempts)
})
afterAll(async () => {
  await attempts[Symbol.asyncDispose]()
  await simulator.close()
})
beforeEach(() => simulator.reset())

type Expected = Partial<ErrorRecord>
const caller = { origin: 'caller', recourse: 'none', billed: 'no' } as const
const provider = { origin: 'provider', recourse: 'other', billed: 'no' } as const

/** What each of the vendor's errors is to us. */
const meanings: Readonly<Record<ErrorName, Expected>> = {
  invalid_api_key: { code: 'auth', ...provider, status: 502 },
  unsupported_country: { code: 'permission', ...provider, status: 502 },
  missing_scope: { code: 'permission', ...provider, status: 502 },
  model_not_found: { code: 'not_found', origin: 'caller', recourse: 'other', status: 404 },
  context_length_exceeded: { code: 'context_length', origin: 'caller', recourse: 'other' },
  content_policy_violation: { code: 'content_filter', ...caller, status: 400 },
  invalid_prompt: { code: 'content_filter', ...caller, status: 400 },
  rate_limit_exceeded: { code: 'rate_limit', origin: 'provider', recourse: 'same', status: 429 },
  slow_down: { code: 'rate_limit', origin: 'provider', recourse: 'same' },
  insufficient_quota: { code: 'quota', ...provider },
  server_error: { code: 'upstream', origin: 'provider', billed: 'unknown', status: 502 },
  server_is_overloaded: { code: 'overloaded', ...provider, status: 503 },
  request_too_large: { code: 'invalid_request', origin: 'caller', status: 413 },
  conflict: { code: 'conflict', origin: 'provider', recourse: 'same' },
  unprocessable: { code: 'invalid_request', ...caller },
}

const hello: ResponsesBody = { model: 'gpt-4o-mini', input: 'one two three four' }
const streamed = { ...hello, stream: true } as ResponsesBody
const forms = [
  ['whole', hello],
  ['streamed', streamed],
] as const
const ways = ['decoded', 'relayed'] as const

async function compare(
  name: string,
  way: (typeof ways)[number],
  body: ResponsesBody,
  behaviour?: Behaviour,
  by = sides,
): Promise<unknown> {
  const told = async (side: keyof ResponsesSides) => {
    simulator.reset()
    if (behaviour) simulator.script(behaviour)
    return by[side](body)
  }
  const theirs = await told('sdk')
  const ours = await told(way)
  expect(theirs.error).toBeDefined()
  const [left, right] = [{ error: theirs.error }, { error: ours.error }]
  expect(ledger.unaccepted('responses error', `${name}, ${way}`, left, right)).toEqual([])
  return ours.thrown
}

describe.each(forms)('%s', (_form, body) => {
  describe.each(ways)('%s', way => {
    it.each(Object.keys(namedErrors) as ErrorName[])('%s', async name => {
      expect(await compare(name, way, body, { error: name })).toMatchObject(meanings[name])
    })

    it('an answer that is not kept', async () => {
      const next = { ...body, previous_response_id: 'resp_of_another_account' }
      expect(await compare('an answer that is not kept', way, next)).toMatchObject({
        code: 'invalid_request',
        param: 'previous_response_id',
        upstream: { code: 'previous_response_not_found' },
      })
    })

    it('a wrong key', async () => {
      const others = responsesSides(simulator, attempts, 'sk-wrong-key-0123456789')
      const thrown = await compare('a wrong key', way, body, undefined, others)
      expect(thrown).toMatchObject({ code: 'auth', origin: 'provider', status: 502 })
      expect(JSON.stringify(thrown)).not.toContain('6789')
    })

    const faults: readonly (readonly [string, Behaviour, Expected])[] = [
      [
        'a page in place of JSON',
        { fault: { kind: 'html' } },
        { code: 'upstream', message: '502 Bad Gateway' },
      ],
      ['a reset before the head', { fault: { kind: 'reset' } }, { code: 'network', origin: 'provider' }],
    ]
    it.each(faults)('%s', async (name, behaviour, expected) => {
      expect(await compare(name, way, body, behaviour)).toMatchObject(expected)
    })

    // The SDK takes an error in a good answer for an answer without output.
    it('an error in an answer of status 200', async () => {
      const error = { message: 'No.', code: 'server_is_overloaded' }
      simulator.script({ fault: { kind: 'body-error', body: { error } } })
      const { thrown } = await sides[way](body)
      expect(thrown).toMatchObject({ code: 'overloaded', origin: 'provider', message: 'No.' })
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
    const { thrown, told } = await sides[way](streamed)
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
    const { thrown } = await sides[way](streamed)
    expect(thrown).toMatchObject({
      code: 'content_filter',
      message: 'Not this.',
      upstream: { code: 'bio_policy' },
    })
  })

  it.each([
    { kind: 'reset', after: 2 },
    { kind: 'close', after: 2 },
    { kind: 'end', after: 2 },
    { kind: 'error-event', after: 2 },
  ] as readonly Fault[])('$kind can still go to another target', async fault => {
    simulator.script({ fault })
    const bytes = Buffer.from(JSON.stringify(streamed))
    const raw = relayBody(bytes, JSON.parse(bytes.toString()) as never)
    const attempt = attempts.next('gpt-4o-mini')
    const { request } = readRequest(streamed as never)
    const asked =
      way === 'decoded' ? startStream(chat, offer.stream(request, attempt)) : offer.relay.send(raw, attempt)
    await expect(asked).rejects.toMatchObject({ origin: 'provider', recourse: 'other' })
  })
})

describe.each(ways)('a stream that is cut after its first content, %s', way => {
  const cuts: readonly (readonly [string, Fault, theirsFails: boolean, object])[] = [
    ['by a reset', { kind: 'reset', after: 6 }, true, { code: 'network' }],
    ['by a closed connection', { kind: 'close', after: 6 }, true, { code: 'network' }],
    ['by an error event', { kind: 'error-event', after: 6 }, true, { code: 'upstream' }],
    [
      'by what is no JSON',
      { kind: 'garbage-event', after: 6 },
      true,
      { code: 'upstream', reason: 'malformed' },
    ],
    // The SDK takes whatever it has for the whole; the plugin does not, or half an answer would pass for one.
    ['by an end in good order', { kind: 'end', after: 6 }, false, { code: 'upstream', reason: 'truncated' }],
    [
      'by a missing end',
      { kind: 'without', what: 'finish' },
      false,
      { code: 'upstream', reason: 'truncated' },
    ],
  ]
  it.each(cuts)('%s', async (_name, fault, theirsFails, expected) => {
    simulator.script({ fault }, { fault })
    const theirs = await sides.sdk(streamed)
    const ours = await sides[way](streamed)
    expect(theirs.error !== undefined).toBe(theirsFails)
    expect(ours.thrown).toMatchObject({ ...expected, origin: 'provider' })
    expect(ours.told?.said).toEqual(theirs.told?.said)
    expect(ours.told?.said).not.toEqual([])
  })

  it.each([
    { kind: 'split', size: 1 },
    { kind: 'split', size: 7 },
    { kind: 'comments', size: 200 },
  ] as readonly Fault[])('not at all, however its bytes arrive: $kind $size', async fault => {
    const umlauts = { ...streamed, input: 'Grüße 👋🏽 日本' } as ResponsesBody
    simulator.script({}, { fault })
    const theirs = await sides.sdk(umlauts)
    const ours = await sides[way](umlauts)
    expect(ours.told?.said).toEqual(theirs.told?.said)
  })
})

it.each(ways)('a caller that goes away takes the connection to the vendor along, %s', async way => {
  simulator.script({ fault: { kind: 'hang', after: 6 } })
  const gone = new AbortController()
  const attempt = attempts.next('gpt-4o-mini', { signal: gone.signal })
  const bytes = Buffer.from(JSON.stringify(streamed))
  const raw = relayBody(bytes, JSON.parse(bytes.toString()) as never)
  const { request } = readRequest(streamed as never)
  const stream =
    way === 'decoded'
      ? await startStream(chat, offer.stream(request, attempt))
      : await offer.relay.send(raw, attempt)
  if (stream.kind !== 'stream') throw new Error('A stream was asked for.')
  const reading = Array.fromAsync(stream.parts).catch((error: unknown) => error)
  gone.abort()
  expect(await reading).toMatchObject({ code: 'cancelled' })
  expect((await stream.done).status).toBe('cancelled')
  await simulator.requests[0]?.ended
  expect(simulator.requests[0]?.end).toBe('client-gone')
})

it('accepts no difference that there is not', () => {
  expect(ledger.stale).toEqual([])
})
