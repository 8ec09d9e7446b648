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
import { addsUsage, fits, fittedFields } from './relay-fit.ts'

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
    takes: (body, model) => fits(body, quirksOf(model, body)),
    send: async (body, attempt) => {
      const model = quirksOf(attempt.model, body)
      const patched = body.patched(fittedFields(body, attempt.model, model, attempt))
      if (!body.stream) {
        const answer = await endpoint.send(path, patched, attempt)
        return relayAnswer(await answer.bytes(), reading(answer.headers, attempt))
      }
      const answer = await endpoint.stream(path, patched, attempt)
      const dropUsage = addsUsage(body, model)
      return relayStream(answer.body, { ...reading(answer.headers, attempt), dropUsage })
    },
  }
}

const mostModels = 256

/** The quirks by model, each worked out once. Names may come from callers, so what is remembered has a bound. */
function remembered(quirks: ChatQuirks): (model: string, body: RelayBody) => ChatQuirks {
  const byModel = new Map<string, ChatQuirks>()
  return (model, body) => {
    const effort = body.field('reasoning_effort')
    if (typeof effort === 'string') return quirksFor(quirks, model, effort)
    let known = byModel.get(model)
    if (!known) {
      known = quirksFor(quirks, model)
      if (byModel.size >= mostModels) byModel.clear()
      byModel.set(model, known)
    }
    return known
  }
}
