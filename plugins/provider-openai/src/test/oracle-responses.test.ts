import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import { readRequest } from '@lucid-gateway/wires/openai-responses'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Attempts, attemptsAt } from './attempts.ts'
import { Ledger } from './ledger.ts'
import { type ResponsesCase, responsesCases } from './responses-cases.ts'
import {
  type ResponsesBody,
  responsesOffer,
  type ResponsesSides,
  responsesSides,
  type Seen,
} from './responses-sides.ts'

let simulator: OpenAISimulator
let attempts: Attempts
let sides: ResponsesSides
const ledger = new Ledger('responses request', 'responses answer')

beforeAll(async () => {
  simulator = await startOpenAISimulator()
  attempts = attemptsAt(simulator, simulatorKey)
  sides = responsesSides(simulator, attempts)
})
afterAll(async () => {
  await attempts[Symbol.asyncDispose]()
  await simulator.close()
})
beforeEach(() => simulator.reset())

/** The same question by one way, to a vendor that has seen nothing before. */
async function by(
  way: keyof ResponsesSides,
  { body, behaviour }: ResponsesCase,
  stream: boolean,
): Promise<Seen> {
  simulator.reset()
  if (behaviour) simulator.script(behaviour)
  return sides[way]({ ...body, ...(stream ? { stream } : {}) } as ResponsesBody)
}

describe.each([
  ['whole', false],
  ['streamed', true],
] as const)('%s', (form, stream) => {
  describe.each(['decoded', 'relayed'] as const)('%s', way => {
    it.each(responsesCases)('$name', async one => {
      const name = `${one.name}, ${form}, ${way}`
      const theirs = await by('sdk', one, stream)
      const ours = await by(way, one, stream)
      expect(theirs.error).toBeUndefined()
      expect(ours.thrown).toBeUndefined()
      expect(ledger.unaccepted('responses request', name, theirs.requests, ours.requests)).toEqual([])
      expect(ledger.unaccepted('responses answer', name, theirs.told, ours.told)).toEqual([])
    })
  })
})

it('accepts no difference that there is not', () => {
  expect(ledger.stale).toEqual([])
})

describe('reasoning over two turns', () => {
  const weather = {
    type: 'function',
    name: 'weather',
    parameters: { type: 'object', properties: {} },
  } as const
  const ask = {
    model: 'gpt-5.5-pro',
    input: [{ role: 'user', content: 'Use weather.' }],
    tools: [{ ...weather, strict: false }],
    store: false,
    include: ['reasoning.encrypted_content'],
  } as ResponsesBody

  it('goes back as it came, and the vendor knows it for its own', async () => {
    const client = new OpenAI({ apiKey: simulatorKey, baseURL: simulator.url, maxRetries: 0 })
    const first = await client.responses.create({ ...ask, stream: false })
    const call = first.output.find(item => item.type === 'function_call')
    const output = { type: 'function_call_output', call_id: call?.call_id, output: 'sun' }
    const input = [...(ask.input as object[]), ...first.output, output]
    const { error, requests } = await sides.decoded({ ...ask, input } as ResponsesBody)
    expect(error).toBeUndefined()
    const sent = (requests[0] as { input: object[] }).input
    expect(sent[1]).toEqual(first.output[0])
  })

  it('asks for it where the caller spoke another wire, and has the vendor keep nothing', async () => {
    const offer = responsesOffer(simulator)
    const request = {
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Use weather.' }] }],
      tools: [{ type: 'function', name: 'weather', parameters: { type: 'object', properties: {} } }],
    } as const
    const first = await offer.generate(request, attempts.next('gpt-5.5-pro'))
    expect(simulator.requests[0]?.body).toMatchObject({
      store: false,
      include: ['reasoning.encrypted_content'],
    })
    const call = first.content.find(part => part.type === 'tool-call')
    const next = {
      ...request,
      messages: [
        ...request.messages,
        { role: 'assistant', content: first.content },
        {
          role: 'tool',
          content: [
            { type: 'tool-result', callId: call?.id ?? '', content: [{ type: 'text', text: 'sun' }] },
          ],
        },
      ],
    } as const
    const second = await offer.generate(next, attempts.next('gpt-5.5-pro'))
    expect(second.content.at(-1)).toMatchObject({ text: 'The tool says: sun' })
  })
})

describe('counting', () => {
  it('says what the vendor then bills', async () => {
    const { request } = readRequest({ model: 'gpt-4o', input: 'How long is this?', instructions: 'Count.' })
    const offer = responsesOffer(simulator)
    const usage = await offer.count(request, attempts.next('gpt-4o'))
    const result = await offer.generate(request, attempts.next('gpt-4o'))
    expect(usage.meters).toEqual({ input: result.usage.meters.input })
    expect(simulator.requests[0]?.path).toBe('/v1/responses/input_tokens')
  })
})
