import type { ErrorRecord } from '@lucid-gateway/core'
import {
  type GeminiBehaviour,
  type GeminiErrorName,
  geminiErrors,
  type GeminiSimulator,
  startGeminiSimulator,
} from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Attempts, attemptsAt } from './attempts.ts'
import { Ledger } from './ledger.ts'
import { type Sides, sidesOf } from './sides.ts'
import { type StartedPlugin, startedPlugin } from './started-plugin.ts'

let simulator: GeminiSimulator
let attempts: Attempts
let plugin: StartedPlugin
let sides: Sides
const ledger = new Ledger('error')

beforeAll(async () => {
  simulator = await startGeminiSimulator()
  attempts = attemptsAt(simulator)
  plugin = await startedPlugin({ baseUrl: simulator.url })
  sides = sidesOf(simulator, plugin, attempts)
})
afterAll(async () => {
  await attempts[Symbol.asyncDispose]()
  await simulator.close()
})

type Expected = Partial<ErrorRecord>
const provider = { origin: 'provider', recourse: 'other', billed: 'no' } as const
const limited = { code: 'rate_limit', origin: 'provider', recourse: 'same', status: 429 } as const

/** What each of the vendor's errors is to us. */
const meanings: Readonly<Record<GeminiErrorName, Expected>> = {
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

const hello = { model: 'gemini-3.8-flash', contents: 'hello' }
const forms = [
  ['whole', false],
  ['streamed', true],
] as const
const ways = ['decoded', 'relayed'] as const

async function compare(
  name: string,
  way: (typeof ways)[number],
  stream: boolean,
  behaviour?: GeminiBehaviour,
  { by = sides, params = hello }: { by?: Sides; params?: typeof hello & { config?: object } } = {},
): Promise<unknown> {
  const told = async (side: keyof Sides) => {
    simulator.reset()
    if (behaviour) simulator.script(behaviour)
    return by[side](params, stream)
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
  describe.each(ways)('%s', way => {
    it.each(Object.keys(geminiErrors) as GeminiErrorName[])('%s', async name => {
      expect(await compare(name, way, stream, { error: name })).toMatchObject(meanings[name])
    })

    it('a value that the vendor does not take', async () => {
      const params = { ...hello, config: { temperature: 9 } }
      const thrown = await compare('a value that the vendor does not take', way, stream, undefined, {
        params,
      })
      expect(thrown).toMatchObject({ code: 'invalid_request', origin: 'caller', recourse: 'none' })
    })

    it('a model that there is not', async () => {
      const params = { ...hello, model: 'gemini-9' }
      const thrown = await compare('a model that there is not', way, stream, undefined, { params })
      expect(thrown).toMatchObject({ code: 'not_found', reason: 'unknown_model' })
    })

    it('a wrong key', async () => {
      const by = sidesOf(simulator, plugin, attempts, 'wrong-key-0123456789')
      const thrown = await compare('a wrong key', way, stream, undefined, { by })
      expect(thrown).toMatchObject({ code: 'auth', origin: 'provider', status: 502 })
      expect(JSON.stringify(thrown)).not.toContain('6789')
    })

    const faults: readonly (readonly [string, GeminiBehaviour, Expected])[] = [
      ['a page in place of JSON', { fault: { kind: 'html' } }, { code: 'upstream', origin: 'provider' }],
      ['a reset before the head', { fault: { kind: 'reset' } }, { code: 'network', origin: 'provider' }],
      ['a closed connection before the head', { fault: { kind: 'close' } }, { code: 'network' }],
    ]
    it.each(faults)('%s', async (name, behaviour, expected) => {
      expect(await compare(name, way, stream, behaviour)).toMatchObject(expected)
    })
  })
})

describe.each(ways)('before the first content of a stream, %s', way => {
  const overloaded = geminiErrors.overloaded.toJSON()

  it('an error that comes as an event', async () => {
    const behaviour: GeminiBehaviour = { fault: { kind: 'error-event', after: 0, body: overloaded } }
    const thrown = await compare('an error that comes as an event', way, true, behaviour)
    expect(thrown).toMatchObject({
      code: 'overloaded',
      origin: 'provider',
      message: geminiErrors.overloaded.message,
    })
  })

  it('an event that is no JSON', async () => {
    const behaviour: GeminiBehaviour = { fault: { kind: 'garbage-event', after: 0 } }
    const thrown = await compare('an event that is no JSON', way, true, behaviour)
    expect(thrown).toMatchObject({ code: 'upstream', reason: 'malformed' })
  })
})

// The SDK takes an error in a good answer for an answer without candidates.
describe.each(ways)('an error in an answer of status 200, %s', way => {
  it.each(forms)('%s', async (_form, stream) => {
    simulator.reset()
    simulator.script({ fault: { kind: 'body-error', body: geminiErrors.rate_limit.toJSON() } })
    const { thrown } = await sides[way](hello, stream)
    expect(thrown).toMatchObject({ code: 'rate_limit', origin: 'provider', retryAfterMs: 34_400 })
  })
})

it('accepts no difference that there is not', () => {
  expect(ledger.stale).toEqual([])
})
