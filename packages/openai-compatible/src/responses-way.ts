import type { Attempt, ChatRequest } from '@lucid-gateway/core'
import { partsOf } from '@lucid-gateway/provider-kit'
import {
  createStreamReader,
  readAnswer,
  readCount,
  type ResponsesQuirks,
  writeCountRequest,
  writeRequest,
} from '@lucid-gateway/wires/openai-responses'
import type { ChatWay } from './chat-offer.ts'
import type { Endpoint } from './endpoint.ts'
import { responsesRelay } from './responses-relay.ts'

const path = '/responses'

export function responsesWay<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  quirks: ResponsesQuirks,
): ChatWay<Credentials> {
  return {
    generate: async (request, attempt) => {
      const { value, headers } = await endpoint.json(path, written(request, attempt, quirks, false), attempt)
      return readAnswer(value, { error: endpoint.errorIn(headers, attempt) })
    },
    stream: async function* (request, attempt) {
      const answer = await endpoint.stream(path, written(request, attempt, quirks, true), attempt)
      const reader = createStreamReader({ error: endpoint.errorIn(answer.headers, attempt) })
      yield* partsOf(answer.body, reader)
    },
    count: async (request, attempt) => {
      const { body, warnings } = writeCountRequest(request, { model: attempt.model, quirks })
      for (const warning of warnings) attempt.warn(warning)
      const { value } = await endpoint.json(`${path}/input_tokens`, JSON.stringify(body), attempt)
      return readCount(value)
    },
    relay: responsesRelay(endpoint, path, quirks),
  }
}

function written(
  request: ChatRequest,
  attempt: Attempt<unknown>,
  quirks: ResponsesQuirks,
  stream: boolean,
): string {
  const { body, warnings } = writeRequest(request, { model: attempt.model, stream, quirks })
  for (const warning of warnings) attempt.warn(warning)
  return JSON.stringify(body)
}
