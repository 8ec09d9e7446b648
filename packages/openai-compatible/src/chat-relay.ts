import type { Attempt, chat, HttpHeaders, Relay, RelayBody } from '@lucid-gateway/core'
import {
  type ChatQuirks,
  openaiChat,
  quirksFor,
  type ReadOptions,
  relayAnswer,
  relayStream,
} from '@lucid-gateway/wires/openai-chat'
import type { Endpoint } from './endpoint.ts'

/** The caller's own bytes with what the target has to have otherwise, and the vendor's bytes back. */
export function chatRelay<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  path: string,
  quirks: ChatQuirks,
  reading: (headers: HttpHeaders, attempt: Attempt<Credentials>) => ReadOptions,
): Relay<typeof chat, Credentials> {
  return {
    wire: openaiChat,
    send: async (body, attempt) => {
      const model = quirksFor(quirks, attempt.model)
      const dropUsage =
        body.stream && model.streamUsage !== false && streamOptions(body).include_usage !== true
      const patched = body.patched({
        model: attempt.model,
        ...outputCap(body, model),
        ...(dropUsage ? withUsage(body) : {}),
      })
      if (!body.stream) {
        const answer = await endpoint.send(path, patched, attempt)
        return relayAnswer(await answer.bytes(), reading(answer.headers, attempt))
      }
      const answer = await endpoint.stream(path, patched, attempt)
      return relayStream(answer.body, { ...reading(answer.headers, attempt), dropUsage })
    },
  }
}

interface StreamOptions {
  readonly include_usage?: unknown
}

function streamOptions(body: RelayBody): StreamOptions {
  return (body.field('stream_options') as StreamOptions | null | undefined) ?? {}
}

/** Without the usage a stream could not be billed, so it is asked for in the caller's place. */
function withUsage(body: RelayBody): Readonly<Record<string, unknown>> {
  return { stream_options: { ...streamOptions(body), include_usage: true } }
}

/** A cap under a name that the vendor does not know would be no cap. */
function outputCap(body: RelayBody, { maxTokensField }: ChatQuirks): Readonly<Record<string, unknown>> {
  if (maxTokensField === undefined) return {}
  const other = maxTokensField === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens'
  const cap = body.field(maxTokensField) ?? body.field(other)
  return body.field(other) === undefined ? {} : { [maxTokensField]: cap, [other]: undefined }
}
