import {
  type Attempt,
  knownUsage,
  type moderation,
  type ModerationRequest,
  type ModerationResult,
  type Offer,
} from '@lucid-gateway/core'
import { readAnswer, writeRequest } from '@lucid-gateway/wires/openai-moderations'
import type { Endpoint } from './endpoint.ts'

const path = '/moderations'

export function moderationOffer<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
): Offer<typeof moderation, Credentials> {
  const ask = async (
    request: ModerationRequest,
    attempt: Attempt<Credentials>,
  ): Promise<ModerationResult> => {
    const { body, warnings } = writeRequest(request, { model: attempt.model })
    for (const warning of warnings) attempt.warn(warning)
    const { value, headers } = await endpoint.json(path, JSON.stringify(body), attempt)
    return readAnswer(value, { error: endpoint.errorIn(headers, attempt) })
  }
  return {
    generate: async (request, attempt) => {
      const [first, ...others] = requestsFor(request)
      const answer = await ask(first, attempt)
      if (others.length === 0) return answer
      const answers = [answer, ...(await Promise.all(others.map(one => ask(one, attempt))))]
      const verdicts = answers.flatMap(each => each.verdicts)
      return { ...answer, verdicts, usage: knownUsage({ request: answers.length }) }
    },
  }
}

/** The wire judges many texts in one request, but the parts of a list as one: an input with media goes alone. */
function requestsFor(request: ModerationRequest): readonly [ModerationRequest, ...ModerationRequest[]] {
  const [first, ...others] = request.inputs
  const onlyTexts = request.inputs.every(input => typeof input === 'string')
  if (onlyTexts || first === undefined) return [request]
  return [{ ...request, inputs: [first] }, ...others.map(input => ({ ...request, inputs: [input] }))]
}
