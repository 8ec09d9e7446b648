import { chat } from '@lucid-gateway/core'
import { startStream } from '@lucid-gateway/core/engine'
import {
  type Fault,
  type OpenAISimulator,
  simulatorKey,
  startOpenAISimulator,
} from '@lucid-gateway/simulators'
import { readRequest } from '@lucid-gateway/wires/openai-chat'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Attempts, attemptsAt } from './attempts.ts'
import { type ChatBody, type Sides, sidesOf } from './sides.ts'
import { type StartedPlugin, startedPlugin } from './started-plugin.ts'

let simulator: OpenAISimulator
let attempts: Attempts
let plugin: StartedPlugin
let sides: Sides

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
beforeEach(() => simulator.reset())

const body = {
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'one two three four' }],
  stream: true,
} as ChatBody
const ways = ['decoded', 'relayed'] as const

describe.each(ways)('a stream that is cut after its first content, %s', way => {
  const cuts: readonly (readonly [string, Fault, theirsFails: boolean, object])[] = [
    ['by a reset', { kind: 'reset', after: 4 }, true, { code: 'network' }],
    ['by a closed connection', { kind: 'close', after: 4 }, true, { code: 'network' }],
    [
      'by an error event',
      { kind: 'error-event', after: 4 },
      true,
      { code: 'upstream', message: 'The server had an error.' },
    ],
    [
      'by an event that is no JSON',
      { kind: 'garbage-event', after: 4 },
      true,
      { code: 'upstream', reason: 'malformed' },
    ],
    // The SDK takes whatever it has for the whole; the plugin does not, or half an answer would pass for one.
    ['by an end in good order', { kind: 'end', after: 4 }, false, { code: 'upstream', reason: 'truncated' }],
    [
      'by a missing finish',
      { kind: 'without', what: 'finish' },
      false,
      { code: 'upstream', reason: 'truncated' },
    ],
  ]
  it.each(cuts)('%s', async (_name, fault, theirsFails, expected) => {
    simulator.script({ fault }, { fault })
    const theirs = await sides.sdk(body)
    const ours = await sides[way](body)
    expect(theirs.error !== undefined).toBe(theirsFails)
    expect(ours.thrown).toMatchObject({ ...expected, origin: 'provider' })
    expect(ours.told?.choices[0]?.content).toBe(theirs.told?.choices[0]?.content)
    expect(ours.told?.choices[0]?.content).not.toBe('')
  })

  it('by nothing but the lack of a terminator', async () => {
    simulator.script(
      { fault: { kind: 'without', what: 'done' } },
      { fault: { kind: 'without', what: 'done' } },
    )
    const theirs = await sides.sdk(body)
    const ours = await sides[way](body)
    expect([theirs.error, ours.error]).toEqual([undefined, undefined])
    expect(ours.told?.choices).toEqual(theirs.told?.choices)
  })
})

describe('a stream that is cut before its first content can still go to another target', () => {
  const early: readonly Fault[] = [
    { kind: 'reset', after: 1 },
    { kind: 'close', after: 1 },
    { kind: 'end', after: 1 },
    { kind: 'error-event', after: 1 },
  ]
  it.each(early)('decoded: $kind', async fault => {
    simulator.script({ fault })
    const { request, model } = readRequest(body as never)
    await expect(startStream(chat, plugin.chat.stream(request, attempts.next(model)))).rejects.toMatchObject({
      origin: 'provider',
      recourse: 'other',
    })
  })

  it.each(early)('relayed: $kind', async fault => {
    simulator.script({ fault })
    const bytes = Buffer.from(JSON.stringify(body))
    const raw = relayBody(bytes, JSON.parse(bytes.toString()) as never)
    await expect(plugin.chat.relay[0].send(raw, attempts.next(body.model))).rejects.toMatchObject({
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
    const umlauts = { ...body, messages: [{ role: 'user', content: 'Grüße 👋🏽 日本' }] } as ChatBody
    simulator.script({}, { fault })
    const theirs = await sides.sdk(umlauts)
    const ours = await sides[way](umlauts)
    expect(ours.told?.choices).toEqual(theirs.told?.choices)
  })
})

describe.each(ways)('a caller that goes away, %s', way => {
  it('takes the connection to the vendor along', async () => {
    simulator.script({ fault: { kind: 'hang', after: 4 } })
    const gone = new AbortController()
    const attempt = attempts.next(body.model, { signal: gone.signal })
    const bytes = Buffer.from(JSON.stringify(body))
    const raw = relayBody(bytes, JSON.parse(bytes.toString()) as never)
    const { request } = readRequest(body as never)
    const stream =
      way === 'decoded'
        ? await startStream(chat, plugin.chat.stream(request, attempt))
        : await plugin.chat.relay[0].send(raw, attempt)
    if (stream.kind !== 'stream') throw new Error('A stream was asked for.')
    const reading = Array.fromAsync(stream.parts).catch((error: unknown) => error)
    gone.abort()
    expect(await reading).toMatchObject({ code: 'cancelled' })
    expect((await stream.done).status).toBe('cancelled')
    await simulator.requests[0]?.ended
    expect(simulator.requests[0]?.end).toBe('client-gone')
  })
})
