import { chat } from '@lucid-gateway/core'
import { startStream } from '@lucid-gateway/core/engine'
import { type Fault, type GeminiSimulator, startGeminiSimulator } from '@lucid-gateway/simulators'
import { readRequest, relayBody } from '@lucid-gateway/wires/gemini'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Attempts, attemptsAt } from './attempts.ts'
import { type Sides, sidesOf } from './sides.ts'
import { type StartedPlugin, startedPlugin } from './started-plugin.ts'

let simulator: GeminiSimulator
let attempts: Attempts
let plugin: StartedPlugin
let sides: Sides

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
beforeEach(() => simulator.reset())

const params = { model: 'gemini-2.5-flash', contents: 'one two three four' }
const address = { model: params.model, stream: true }
const body = { contents: [{ role: 'user', parts: [{ text: params.contents }] }] }
const raw = () => relayBody(Buffer.from(JSON.stringify(body)), body, true)
const ways = ['decoded', 'relayed'] as const

describe.each(ways)('a stream that is cut after its first content, %s', way => {
  const cuts: readonly (readonly [string, Fault, object])[] = [
    ['by a reset', { kind: 'reset', after: 3 }, { code: 'network' }],
    ['by a closed connection', { kind: 'close', after: 3 }, { code: 'network' }],
    ['by an error event', { kind: 'error-event', after: 3 }, { code: 'upstream' }],
    [
      'by an event that is no JSON',
      { kind: 'garbage-event', after: 3 },
      { code: 'upstream', reason: 'malformed' },
    ],
    // The SDK takes whatever it has for the whole; the plugin does not, or half an answer would pass for one.
    ['by an end in good order', { kind: 'end', after: 3 }, { code: 'upstream', reason: 'truncated' }],
    ['by a missing finish', { kind: 'without', what: 'finish' }, { code: 'upstream', reason: 'truncated' }],
  ]
  it.each(cuts)('%s', async (_name, fault, expected) => {
    simulator.script({ fault }, { fault })
    const theirs = await sides.sdk(params, true)
    const ours = await sides[way](params, true)
    expect(ours.thrown).toMatchObject({ ...expected, origin: 'provider' })
    expect(ours.told?.candidates[0]?.text).toBe(theirs.told?.candidates[0]?.text)
    expect(ours.told?.candidates[0]?.text).not.toBe('')
  })
})

describe('a stream that is cut before its first content can still go to another target', () => {
  const early: readonly Fault[] = [
    { kind: 'reset', after: 0 },
    { kind: 'close', after: 0 },
    { kind: 'end', after: 0 },
    { kind: 'error-event', after: 0 },
  ]
  it.each(early)('decoded: $kind', async fault => {
    simulator.script({ fault })
    const { request } = readRequest(body, address)
    const stream = plugin.chat.stream(request, attempts.next(params.model))
    await expect(startStream(chat, stream)).rejects.toMatchObject({ origin: 'provider', recourse: 'other' })
  })

  it.each(early)('relayed: $kind', async fault => {
    simulator.script({ fault })
    await expect(plugin.chat.relay.send(raw(), attempts.next(params.model))).rejects.toMatchObject({
      origin: 'provider',
      recourse: 'other',
    })
  })
})

describe.each(ways)('any way that the bytes arrive, %s', way => {
  const faults: readonly Fault[] = [
    { kind: 'split', size: 1 },
    { kind: 'split', size: 7 },
    { kind: 'comments', size: 200 },
  ]
  it.each(faults)('$kind $size', async fault => {
    const umlauts = { ...params, contents: 'Grüße 👋🏽 日本' }
    simulator.script({}, { fault })
    const theirs = await sides.sdk(umlauts, true)
    const ours = await sides[way](umlauts, true)
    expect(ours.told?.candidates).toEqual(theirs.told?.candidates)
    expect(ours.told?.usage).toEqual(theirs.told?.usage)
  })
})

describe.each(ways)('a caller that goes away, %s', way => {
  it('takes the connection to the vendor along, and is billed for what came', async () => {
    simulator.script({ fault: { kind: 'hang', after: 3 } })
    const gone = new AbortController()
    const attempt = attempts.next(params.model, { signal: gone.signal })
    const { request } = readRequest(body, address)
    const stream =
      way === 'decoded'
        ? await startStream(chat, plugin.chat.stream(request, attempt))
        : await plugin.chat.relay.send(raw(), attempt)
    if (stream.kind !== 'stream') throw new Error('A stream was asked for.')
    const reading = Array.fromAsync(stream.parts).catch((error: unknown) => error)
    await expect.poll(() => simulator.requests[0]?.eventsSent).toBe(3)
    await new Promise(resolve => setImmediate(resolve))
    gone.abort()
    expect(await reading).toMatchObject({ code: 'cancelled' })
    const end = await stream.done
    expect(end.status).toBe('cancelled')
    expect(end.usage.meters['input']?.certainty).toBe('known')
    await simulator.requests[0]?.ended
    expect(simulator.requests[0]?.end).toBe('client-gone')
  })
})
