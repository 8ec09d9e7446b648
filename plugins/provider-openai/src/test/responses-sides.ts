import type { chat, Offer } from '@lucid-gateway/core'
import { relaysFor } from '@lucid-gateway/core/engine'
import { bearer, compatibleOffers } from '@lucid-gateway/openai-compatible'
import { type Asked, type BothWays, type Sides, sidesOf, type Speech } from '@lucid-gateway/oracle'
import { type OpenAISimulator, simulatorKey } from '@lucid-gateway/simulators'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { openaiResponses, readRequest } from '@lucid-gateway/wires/openai-responses'
import OpenAI from 'openai'
import { errors } from '../errors.ts'
import { quirks, responses } from '../models.ts'
import type { OpenAICredentials } from '../sdk/client.ts'
import type { Attempts } from './attempts.ts'
import { responseByEvents, responseByPlugin, responseBySdk, type ToldResponse } from './responses-told.ts'
import { toldByThrown, type ToldError } from './told.ts'

/** What is asked; whether as a stream, is said beside. */
export type ResponsesBody = Omit<OpenAI.Responses.ResponseCreateParams, 'stream'>
export type ResponsesSides = Sides<ResponsesBody, ToldResponse, ToldError>
type Event = OpenAI.Responses.ResponseStreamEvent
type ResponsesSpeech = Speech<ResponsesBody, OpenAI.Responses.Response, Event, ToldResponse, ToldError>

export interface ResponsesOffer
  extends BothWays<OpenAICredentials>, Required<Pick<Offer<typeof chat, OpenAICredentials>, 'count'>> {}

/** The vendor's chat, as if each of its models were served on this wire alone. */
export function responsesOffer(simulator: Pick<OpenAISimulator, 'url'>): ResponsesOffer {
  const families = [{ names: /./, capabilities: ['chat'], quirks: { wire: openaiResponses } }]
  const { chat: offer } = compatibleOffers<OpenAICredentials>(
    { families, quirks, responses, errors },
    { baseUrl: simulator.url, headers: ({ apiKey }) => bearer(apiKey) },
  )
  const [relay] = relaysFor<typeof chat, OpenAICredentials>(offer, 'any')
  if (!offer.generate || !offer.stream || !offer.count || !relay) throw new Error('It chats in every way.')
  const { generate, stream, count } = offer
  return { generate, stream, count, relay }
}

export function asked(question: ResponsesBody, stream: boolean): Asked {
  const bytes = Buffer.from(JSON.stringify({ ...question, ...(stream ? { stream } : {}) }))
  const body = JSON.parse(bytes.toString()) as never
  return { ...readRequest(body), raw: relayBody(bytes, body) }
}

export function responsesSides(
  simulator: OpenAISimulator,
  offer: ResponsesOffer,
  attempts: Attempts,
  apiKey = simulatorKey,
): ResponsesSides {
  const client = new OpenAI({ apiKey, baseURL: simulator.url, maxRetries: 0, logLevel: 'off' })
  const speech: ResponsesSpeech = {
    sdk: {
      whole: body => client.responses.create(body),
      streamed: body => client.responses.create({ ...body, stream: true }),
    },
    asked,
    tell: { answer: responseBySdk, events: responseByEvents, result: responseByPlugin, thrown: toldByThrown },
  }
  return sidesOf(speech, offer, simulator, model => attempts.next(model, { credentials: { apiKey } }))
}
