import { Ledger, testAnswers, testNoneStale } from '@lucid-gateway/oracle'
import { simulatorKey } from '@lucid-gateway/simulators'
import { readRequest } from '@lucid-gateway/wires/openai-responses'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { acceptedDifferences } from './accepted-differences.ts'
import { openBench } from './bench.ts'
import { responsesCases } from './responses-cases.ts'
import { type ResponsesBody, responsesOffer, responsesSides } from './responses-sides.ts'

const { attempts, simulator } = await openBench()
const offer = responsesOffer(simulator)
const sides = responsesSides(simulator, offer, attempts)
const ledger = new Ledger(acceptedDifferences, 'responses request', 'responses answer')

testAnswers({
  simulator,
  sides,
  cases: responsesCases.map(({ body, ...rest }) => ({ question: body, ...rest })),
  ledger,
  of: { request: 'responses request', answer: 'responses answer' },
})
testNoneStale(ledger)

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
    const { error, requests } = await sides.decoded({ ...ask, input } as ResponsesBody, false)
    expect(error).toBeUndefined()
    const sent = (requests[0] as { input: object[] }).input
    expect(sent[1]).toEqual(first.output[0])
  })

  it('asks for it where the caller spoke another wire, and has the vendor keep nothing', async () => {
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
    const usage = await offer.count(request, attempts.next('gpt-4o'))
    const result = await offer.generate(request, attempts.next('gpt-4o'))
    expect(usage.meters).toEqual({ input: result.usage.meters.input })
    expect(simulator.requests[0]?.path).toBe('/v1/responses/input_tokens')
  })
})
