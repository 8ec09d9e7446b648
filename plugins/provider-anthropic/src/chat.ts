import type { chat, ChatRequest, Offer, Relay } from '@lucid-gateway/core'
import { sseEvents } from '@lucid-gateway/core/framing'
import { withinLimits } from '@lucid-gateway/provider-kit'
import {
  anthropicVersions,
  anthropicWire,
  createStreamReader,
  isVendorsOwn,
  readAnswer,
  readCount,
  readWireHead,
  relayAnswer,
  relayStream,
  writeCountRequest,
  writeRequest,
  type WrittenRequest,
  writeWireHead,
} from '@lucid-gateway/wires/anthropic-messages'
import type { AnthropicAttempt, AnthropicCredentials, Api } from './api/api.ts'
import type { AnthropicConfig } from './config.ts'
import { cardFor, outputTokensOf, quirks } from './models.ts'

const path = '/v1/messages'

type Settings = Pick<AnthropicConfig, 'version' | 'betas'>

/** Chat by the wire itself: no SDK, and nothing that is done for each part but to read it. */
export function chatOffer(api: Api, settings: Settings): Offer<typeof chat, AnthropicCredentials> {
  return withinLimits(offerOf(api, settings), {
    toolName: 128,
    outputTokens: model => cardFor(model)?.limits?.outputTokens,
  })
}

function offerOf(api: Api, settings: Settings): Offer<typeof chat, AnthropicCredentials> {
  const written = (request: ChatRequest, attempt: AnthropicAttempt, stream: boolean): WrittenRequest => {
    const { model } = attempt
    const made = writeRequest(request, {
      ...settings,
      model,
      stream,
      quirks,
      maxTokens: outputTokensOf(model),
    })
    for (const warning of made.warnings) attempt.warn(warning)
    return made
  }
  return {
    generate: async (request, attempt) => {
      const { body, headers: head } = written(request, attempt, false)
      const { value, headers } = await api.json(path, JSON.stringify(body), head, attempt)
      return readAnswer(value, { error: api.errorIn(headers, attempt) })
    },
    stream: async function* (request, attempt) {
      const { body, headers: head } = written(request, attempt, true)
      const answer = await api.stream(path, JSON.stringify(body), head, attempt)
      const reader = createStreamReader({ error: api.errorIn(answer.headers, attempt) })
      for await (const event of sseEvents(answer.body)) yield* reader.push(event)
      yield* reader.end()
    },
    count: async (request, attempt) => {
      const { body, headers } = writeCountRequest(written(request, attempt, false))
      const { value } = await api.json(`${path}/count_tokens`, JSON.stringify(body), headers, attempt)
      return readCount(value)
    },
    relay: chatRelay(api, settings),
  }
}

/** The caller's own bytes, in the caller's own version and with the caller's betas, and the vendor's bytes back. */
function chatRelay(api: Api, settings: Settings): Relay<typeof chat, AnthropicCredentials> {
  return {
    wire: anthropicWire(settings.version),
    alsoTakes: anthropicVersions.filter(version => version !== settings.version).map(anthropicWire),
    takes: body => isVendorsOwn(body.field('messages')),
    send: async (body, attempt) => {
      const said = readWireHead(body.headers ?? {})
      const version = said.version ?? settings.version
      const head = writeWireHead(version, [...settings.betas, ...said.betas])
      const patched = body.patched({ model: attempt.model })
      const answer = await api[body.stream ? 'stream' : 'send'](path, patched, head, attempt)
      const options = { version, error: api.errorIn(answer.headers, attempt) }
      return body.stream ? relayStream(answer.body, options) : relayAnswer(await answer.bytes(), options)
    },
  }
}
