import type { Attempt, chat, Relay, RelayBody } from '@lucid-gateway/core'
import {
  isVendorsOwn,
  openaiResponses,
  quirksFor,
  relayAnswer,
  relayStream,
  type ResponsesQuirks,
} from '@lucid-gateway/wires/openai-responses'
import type { Endpoint } from './endpoint.ts'
import { keptAt } from './kept-at.ts'

type Fields = Record<string, unknown>

/** The caller's own bytes with what the target has to have otherwise, and the vendor's bytes back. */
export function responsesRelay<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  path: string,
  quirks: ResponsesQuirks,
): Relay<typeof chat, Credentials> {
  return {
    wire: openaiResponses,
    takes: body => isVendorsOwn(body.field('input')),
    send: async (body, attempt) => {
      const patched = body.patched(fittedFields(body, attempt.model, quirks, attempt))
      if (!body.stream) {
        const answer = await endpoint.send(path, patched, attempt)
        return relayAnswer(await answer.bytes(), { error: endpoint.errorIn(answer.headers, attempt) })
      }
      const answer = await endpoint.stream(path, patched, attempt)
      return relayStream(answer.body, { error: endpoint.errorIn(answer.headers, attempt) })
    },
    kept: keptAt(endpoint, path),
  }
}

/** The top-level fields that the model has to have otherwise than they came. Each is warned of. */
export function fittedFields(
  body: RelayBody,
  model: string,
  quirks: ResponsesQuirks,
  attempt: Pick<Attempt, 'warn'>,
): Fields {
  const { unsupported = [], leastOutputTokens = 0 } = quirksFor(quirks, model, effortOf(body))
  const fields: Fields = { model }
  const bound = body.field('max_output_tokens')
  if (typeof bound === 'number' && bound < leastOutputTokens) {
    fields['max_output_tokens'] = leastOutputTokens
    const message = `The vendor takes ${leastOutputTokens} or more.`
    attempt.warn({ type: 'coerced', field: 'max_output_tokens', message })
  }
  for (const field of unsupported) {
    const value = body.field(field)
    if (value === undefined) continue
    fields[field] = undefined
    if (value === null) continue
    attempt.warn({ type: 'dropped', field, message: `"${model}" does not take "${field}".` })
    if (field === 'top_logprobs') fields['include'] = withoutLogprobs(body.field('include'))
  }
  return fields
}

function effortOf(body: RelayBody): string | undefined {
  const reasoning = body.field('reasoning') as { readonly effort?: unknown } | null | undefined
  return typeof reasoning?.effort === 'string' ? reasoning.effort : undefined
}

/** Log-probabilities are asked for in two fields. */
function withoutLogprobs(include: unknown): unknown {
  if (!Array.isArray(include)) return undefined
  const others = include.filter(each => each !== 'message.output_text.logprobs')
  return others.length > 0 ? others : undefined
}
