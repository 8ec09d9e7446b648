import { type chat, type ChatPart, LucidError, type Offer, type Relay } from '@lucid-gateway/core'
import { chat as chatCapability } from '@lucid-gateway/core'
import { relaysFor } from '@lucid-gateway/core/engine'
import { bearer, compatibleOffers } from '@lucid-gateway/openai-compatible'
import { type OpenAISimulator, simulatorKey } from '@lucid-gateway/simulators'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { openaiResponses, readRequest } from '@lucid-gateway/wires/openai-responses'
import OpenAI from 'openai'
import { quirks, responses } from '../models.ts'
import type { OpenAICredentials } from '../sdk/client.ts'
import type { Attempts } from './attempts.ts'
import { responseByEvents, responseByPlugin, responseBySdk, type ToldResponse } from './responses-told.ts'
import { toldByThrown, type ToldError } from './told.ts'

export type ResponsesBody = OpenAI.Responses.ResponseCreateParams
type ChatOffer = Offer<typeof chat, OpenAICredentials>

/** What came of one request by one way. */
export interface Seen {
  readonly requests: readonly unknown[]
  readonly told: ToldResponse | undefined
  readonly error: ToldError | undefined
  /** The plugin's own error. */
  readonly thrown: unknown
}

type Side = (body: ResponsesBody) => Promise<Seen>

export interface ResponsesSides {
  readonly sdk: Side
  readonly decoded: Side
  readonly relayed: Side
}

export interface ResponsesOffer extends Required<Pick<ChatOffer, 'generate' | 'stream' | 'count'>> {
  readonly relay: Relay<typeof chat, OpenAICredentials>
}

/** The vendor's chat, as if each of its models were served on this wire alone. */
export function responsesOffer(simulator: Pick<OpenAISimulator, 'url'>): ResponsesOffer {
  const families = [{ names: /./, capabilities: ['chat'], quirks: { wire: openaiResponses } }]
  const { chat: offer } = compatibleOffers<OpenAICredentials>(
    { families, quirks, responses },
    { baseUrl: simulator.url, headers: ({ apiKey }) => bearer(apiKey) },
  )
  const [relay] = relaysFor<typeof chat, OpenAICredentials>(offer, 'any')
  if (!offer.generate || !offer.stream || !offer.count || !relay) throw new Error('It chats in every way.')
  const { generate, stream, count } = offer
  return { generate, stream, count, relay }
}

export function responsesSides(
  simulator: OpenAISimulator,
  attempts: Attempts,
  apiKey = simulatorKey,
): ResponsesSides {
  const client = new OpenAI({ apiKey, baseURL: simulator.url, maxRetries: 0, logLevel: 'off' })
  const offer = responsesOffer(simulator)
  const seen = async (ask: (hear: (told: () => ToldResponse) => void) => Promise<void>): Promise<Seen> => {
    let told: () => ToldResponse | undefined = () => undefined
    let thrown: unknown
    const before = simulator.requests.length
    try {
      await ask(hear => (told = hear))
    } catch (error) {
      thrown = error
    }
    const requests = simulator.requests.slice(before).map(request => request.body)
    return { requests, told: told(), error: thrown === undefined ? undefined : toldByThrown(thrown), thrown }
  }

  return {
    sdk: body =>
      seen(async hear => {
        if (body.stream !== true) {
          const response = await client.responses.create(body)
          return hear(() => responseBySdk(response))
        }
        const events: OpenAI.Responses.ResponseStreamEvent[] = []
        hear(() => responseByEvents(events))
        for await (const event of await client.responses.create({ ...body, stream: true })) events.push(event)
      }),
    decoded: body =>
      seen(async hear => {
        const { request, model } = readRequest(body as never)
        const attempt = attempts.next(model, { apiKey })
        if (body.stream !== true) {
          const result = await offer.generate(request, attempt)
          return hear(() => responseByPlugin(result))
        }
        const parts: ChatPart[] = []
        hear(() => responseByPlugin(collected(parts)))
        for await (const part of offer.stream(request, attempt)) parts.push(part)
      }),
    relayed: body =>
      seen(async hear => {
        const bytes = Buffer.from(JSON.stringify(body))
        const raw = relayBody(bytes, JSON.parse(bytes.toString()) as never)
        const outcome = await offer.relay.send(raw, attempts.next(String(body.model), { apiKey }))
        if (outcome.kind === 'answer') {
          const text = Buffer.from(outcome.bytes(openaiResponses) ?? []).toString()
          const response = JSON.parse(text) as OpenAI.Responses.Response
          return hear(() => responseBySdk(response))
        }
        const chunks: Uint8Array[] = []
        hear(() => responseByEvents(eventsIn(chunks)))
        for await (const chunk of outcome.bytes(openaiResponses) ?? []) chunks.push(chunk)
        const { error } = await outcome.done
        if (error) throw error
      }),
  }
}

function collected(parts: readonly ChatPart[]) {
  if (!chatCapability.collect) throw new LucidError('unavailable', 'Chat collects its parts.')
  return chatCapability.collect(parts)
}

/** The events in the bytes of a stream, by the simplest reader that there can be. */
function eventsIn(bytes: readonly Uint8Array[]): readonly OpenAI.Responses.ResponseStreamEvent[] {
  const lines = Buffer.concat(bytes).toString('utf8').split('\n')
  return lines.filter(line => line.startsWith('data: {')).map(line => JSON.parse(line.slice(6)) as never)
}
