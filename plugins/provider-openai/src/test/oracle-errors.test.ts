import type { ErrorRecord } from '@lucid-gateway/core'
import {
  type Behaviour,
  type ErrorName,
  namedErrors,
  type OpenAISimulator,
  simulatorKey,
  startOpenAISimulator,
} from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Attempts, attemptsAt } from './attempts.ts'
import { Ledger } from './ledger.ts'
import { type ChatBody, type Sides, sidesOf } from './sides.ts'
import { type StartedPlugin, startedPlugin } from './started-plugin.ts'

let simulator: OpenAISimulator
let attempts: Attempts
let plugin: StartedPlugin
let sides: Sides
const ledger = new Ledger('error')

beforeAll(async () => {
  simulator = await startOpenAISimulator()
  attempts = attemptsAt(simulator, simulatorKey)
  plugin = await startedPlugin({ baseUrl: simulator.url })
  sides = sidesOf(simulator, plugin, attempts)
})
afterAll(async () => {
  await attempts[Symbol.asyncDispose]()
  await simulator.close()
})

type Expected = Partial<ErrorRecord>
const caller = { origin: 'caller', recourse: 'none', billed: 'no' } as const
const provider = { origin: 'provider', recourse: 'other', billed: 'no' } as const

/** What each of the vendor's errors is to us. */
const meanings: Readonly<Record<ErrorName, Expected>> = {
  invalid_api_key: { code: 'auth', ...provider, status: 502 },
  unsupported_country: { code: 'permission', ...provider, status: 502 },
  missing_scope: { code: 'permission', ...provider, status: 502 },
  model_not_found: { code: 'not_found', origin: 'caller', recourse: 'other', status: 404 },
  context_length_exceeded: {
    code: 'context_length',
    origin: 'caller',
    recourse: 'other',
    param: 'messages',
    status: 400,
  },
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

const hello: ChatBody = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }
const forms = [
  ['whole', false],
  ['streamed', true],
] as const
const ways = ['decoded', 'relayed'] as const

async function compare(
  name: string,
  way: (typeof ways)[number],
  body: ChatBody,
  behaviour?: Behaviour,
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
    ledger.unaccepted('error', `${name}, ${way}`, { error: theirs.error }, { error: ours.error }),
  ).toEqual([])
  return ours.thrown
}

describe.each(forms)('%s', (_form, stream) => {
  const body = { ...hello, ...(stream ? { stream } : {}) } as ChatBody
  describe.each(ways)('%s', way => {
    it.each(Object.keys(namedErrors) as ErrorName[])('%s', async name => {
      expect(await compare(name, way, body, { error: name })).toMatchObject(meanings[name])
    })

    it('a field that the vendor does not know', async () => {
      const odd = Object.assign({ frobnicate: 1 }, body)
      const thrown = await compare('a field that the vendor does not know', way, odd)
      expect(thrown).toMatchObject({
        code: 'invalid_request',
        param: 'frobnicate',
        upstream: { code: 'unknown_parameter' },
      })
    })

    it('a model that there is not', async () => {
      const thrown = await compare('a model that there is not', way, { ...body, model: 'gpt-9' })
      expect(thrown).toMatchObject({ code: 'not_found', reason: 'unknown_model' })
    })

    it('a wrong key', async () => {
      const others = sidesOf(simulator, plugin, attempts, 'sk-wrong-key-0123456789')
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
      [
        'a closed connection before the head',
        { fault: { kind: 'close' } },
        { code: 'network', origin: 'provider' },
      ],
    ]
    it.each(faults)('%s', async (name, behaviour, expected) => {
      expect(await compare(name, way, body, behaviour)).toMatchObject(expected)
    })

    it('says how long to wait', async () => {
      const headers = { 'retry-after': '7' }
      const thrown = await compare('rate_limit_exceeded', way, body, {
        error: 'rate_limit_exceeded',
        headers,
      })
      expect(thrown).toMatchObject({ retryAfterMs: 7000 })
    })
  })
})

describe.each(ways)('before the first content of a stream, %s', way => {
  const body = { ...hello, stream: true } as ChatBody
  const quota = {
    error: { message: 'Out of quota.', type: 'insufficient_quota', param: null, code: 'insufficient_quota' },
  }

  it('an error that comes as an event', async () => {
    for (const after of [0, 1]) {
      const thrown = await compare('an error that comes as an event', way, body, {
        fault: { kind: 'error-event', after, body: quota },
      })
      expect(thrown).toMatchObject({ code: 'quota', origin: 'provider', message: 'Out of quota.' })
    }
  })

  it('an event that is no JSON', async () => {
    const thrown = await compare('an event that is no JSON', way, body, {
      fault: { kind: 'garbage-event', after: 1 },
    })
    expect(thrown).toMatchObject({ code: 'upstream', reason: 'malformed' })
  })
})

// The SDK takes an error in a good answer for an answer without choices.
describe.each(ways)('an error in an answer of status 200, %s', way => {
  it.each(forms)('%s', async (_form, stream) => {
    simulator.reset()
    simulator.script({
      fault: { kind: 'body-error', body: { error: { message: 'No.', code: 'server_is_overloaded' } } },
    })
    const { thrown } = await sides[way]({ ...hello, ...(stream ? { stream } : {}) } as ChatBody)
    expect(thrown).toMatchObject({ code: 'overloaded', origin: 'provider', message: 'No.' })
  })
})

it('accepts no difference that there is not', () => {
  expect(ledger.stale).toEqual([])
})
