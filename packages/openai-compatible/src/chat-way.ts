import type { Attempt, ChatRequest, HttpHeaders } from '@lucid-gateway/core'
import { partsOf } from '@lucid-gateway/provider-kit'
import {
  type ChatQuirks,
  createStreamReader,
  readAnswer,
  type ReadOptions,
  writeRequest,
} from '@lucid-gateway/wires/openai-chat'
import type { ChatWay } from './chat-offer.ts'
import { chatRelay } from './chat-relay.ts'
import type { Endpoint } from './endpoint.ts'

const path = '/chat/completions'

export function chatWay<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  quirks: ChatQuirks = {},
): ChatWay<Credentials> {
  const reading = (headers: HttpHeaders, attempt: Attempt<Credentials>): ReadOptions => ({
    error: endpoint.errorIn(headers, attempt),
    ...(quirks.finishReasons ? { finishReasons: quirks.finishReasons } : {}),
  })
  return {
    generate: async (request, attempt) => {
      const { value, headers } = await endpoint.json(path, written(request, attempt, quirks, false), attempt)
      return readAnswer(value, reading(headers, attempt))
    },
    stream: async function* (request, attempt) {
      const answer = await endpoint.stream(path, written(request, attempt, quirks, true), attempt)
      const reader = createStreamReader(reading(answer.headers, attempt))
      yield* partsOf(answer.body, reader)
    },
    relay: chatRelay(endpoint, path, quirks, reading),
  }
}

function written(
  request: ChatRequest,
  attempt: Attempt<unknown>,
  quirks: ChatQuirks,
  stream: boolean,
): string {
  const { body, warnings } = writeRequest(request, { model: attempt.model, stream, quirks })
  for (const warning of warnings) attempt.warn(warning)
  return JSON.stringify(body)
}
