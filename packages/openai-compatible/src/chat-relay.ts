import type { Attempt, chat, HttpHeaders, Relay, RelayBody } from '@lucid-gateway/core'
import {
  type ChatQuirks,
  openaiChat,
  quirksFor,
  type MaxTokensField,
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
  const quirksOf = remembered(quirks)
  return {
    wire: openaiChat,
    send: async (body, attempt) => {
      const model = quirksOf(attempt.model)
      // Without the usage a stream could not be billed, so it is asked for in the caller's place.
      const dropUsage =
        body.stream && model.streamUsage !== false && streamOptions(body).include_usage !== true
      const fields: Record<string, unknown> = { model: attempt.model }
      if (model.maxTokensField !== undefined) capOutput(fields, body, model.maxTokensField)
      if (dropUsage) fields['stream_options'] = { ...streamOptions(body), include_usage: true }
      const patched = body.patched(fields)
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

/** A cap under a name that the vendor does not know would be no cap. */
function capOutput(fields: Record<string, unknown>, body: RelayBody, name: MaxTokensField): void {
  const other = name === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens'
  if (body.field(other) === undefined) return
  fields[name] = body.field(name) ?? body.field(other)
  fields[other] = undefined
}

const mostModels = 256

/** The quirks by model, each worked out once. Names may come from callers, so what is remembered has a bound. */
function remembered(quirks: ChatQuirks): (model: string) => ChatQuirks {
  const byModel = new Map<string, ChatQuirks>()
  return model => {
    let known = byModel.get(model)
    if (!known) {
      known = quirksFor(quirks, model)
      if (byModel.size >= mostModels) byModel.clear()
      byModel.set(model, known)
    }
    return known
  }
}
