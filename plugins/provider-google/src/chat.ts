import type {
  Attempt,
  chat,
  ChatRequest,
  HttpHeaders,
  JsonObject,
  Offer,
  RelayBody,
} from '@lucid-gateway/core'
import { sseEvents } from '@lucid-gateway/core/framing'
import { withinLimits } from '@lucid-gateway/provider-kit'
import {
  createStreamReader,
  gemini,
  generatePath,
  methodPath,
  readAnswer,
  readCount,
  type ReadOptions,
  relayAnswer,
  relayContents,
  relayStream,
  writeRequest,
} from '@lucid-gateway/wires/gemini'
import type { Endpoint } from './api/endpoint.ts'
import type { GoogleCredentials } from './auth/credential.ts'
import { cardFor, quirks } from './models.ts'

type GoogleAttempt = Attempt<GoogleCredentials>

/** Chat by the wire itself: no SDK. The model, and whether to stream, are said by the address. */
export function chatOffer(endpoint: Endpoint): Offer<typeof chat, GoogleCredentials> {
  return withinLimits(offerOf(endpoint), {
    toolName: 128,
    outputTokens: model => cardFor(model)?.limits?.outputTokens,
  })
}

function offerOf(endpoint: Endpoint): Offer<typeof chat, GoogleCredentials> {
  const reading = (headers: HttpHeaders, attempt: GoogleAttempt): ReadOptions => ({
    error: endpoint.errorIn(headers, attempt),
  })
  return {
    generate: async (request, attempt) => {
      const path = generatePath(attempt.model, false)
      const { value, headers } = await endpoint.json(path, written(request, attempt), attempt)
      return readAnswer(value, reading(headers, attempt))
    },
    stream: async function* (request, attempt) {
      const path = generatePath(attempt.model, true)
      const answer = await endpoint.stream(path, JSON.stringify(written(request, attempt)), attempt)
      const reader = createStreamReader(reading(answer.headers, attempt))
      for await (const event of sseEvents(answer.body)) yield* reader.push(event)
      yield* reader.end()
    },
    count: async (request, attempt) => {
      const body = counted(written(request, attempt), attempt.model, endpoint.access.vertex)
      const { value } = await endpoint.json(methodPath(attempt.model, 'countTokens'), body, attempt)
      return readCount(value)
    },
    relay: {
      wire: gemini,
      send: async (body, attempt) => {
        const path = generatePath(attempt.model, body.stream)
        const patched = passed(body, attempt)
        if (!body.stream) {
          const answer = await endpoint.send(path, patched, attempt)
          return relayAnswer(await answer.bytes(), reading(answer.headers, attempt))
        }
        const answer = await endpoint.stream(path, patched, attempt)
        return relayStream(answer.body, reading(answer.headers, attempt))
      },
    },
  }
}

/**
 * The address names the model; a body that does so has the caller's word for it. A conversation in which another vendor
 * had a part may hold what this one refuses.
 */
function passed(body: RelayBody, attempt: GoogleAttempt): Uint8Array {
  const other = relayContents(body.field('contents'), { model: attempt.model, quirks })
  for (const warning of other?.warnings ?? []) attempt.warn(warning)
  return body.patched({ model: undefined, ...(other ? { contents: other.contents } : {}) })
}

function written(request: ChatRequest, attempt: GoogleAttempt): JsonObject {
  const { body, warnings } = writeRequest(request, { model: attempt.model, quirks })
  for (const warning of warnings) attempt.warn(warning)
  return body
}

/**
 * https://ai.google.dev/api/tokens#method:-models.counttokens takes a whole request; Vertex AI takes some of its fields,
 * https://cloud.google.com/vertex-ai/docs/reference/rest/v1beta1/projects.locations.publishers.models/countTokens
 */
function counted(body: JsonObject, model: string, vertex: boolean): JsonObject {
  if (!vertex) return { generateContentRequest: { model: `models/${model}`, ...body } }
  const { contents, systemInstruction, tools, generationConfig } = body
  return { contents, systemInstruction, tools, generationConfig }
}
