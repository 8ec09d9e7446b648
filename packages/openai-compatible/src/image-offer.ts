import type { Attempt, image, ImageRequest, JsonAnswer, Offer } from '@lucid-gateway/core'
import { partsOf } from '@lucid-gateway/provider-kit'
import {
  createStreamReader,
  openaiImages,
  readAnswer,
  relayAnswer,
  writeEdit,
  writeRequest,
} from '@lucid-gateway/wires/openai-images'
import type { Endpoint } from './endpoint.ts'
import { formOf } from './image-form.ts'

const generations = '/images/generations'
const edits = '/images/edits'

/** Pictures from words go as JSON; from words and pictures, as a form. */
export function imageOffer<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
): Offer<typeof image, Credentials> {
  return {
    generate: async (request, attempt) => {
      const { value, headers } = await whole(endpoint, request, attempt)
      return readAnswer(value, { error: endpoint.errorIn(headers, attempt) })
    },
    stream: async function* (request, attempt) {
      const answer = request.images
        ? await endpoint.stream(edits, await written(request, attempt, true), attempt)
        : await endpoint.stream(generations, json(request, attempt, true), attempt)
      yield* partsOf(answer.body, createStreamReader({ error: endpoint.errorIn(answer.headers, attempt) }))
    },
    relay: {
      wire: openaiImages,
      // What the vendor has no more is left out with a word by the translation; by the vendor it is refused.
      takes: body =>
        !body.stream && body.field('response_format') !== 'url' && body.field('style') === undefined,
      send: async (body, attempt) => {
        const patched = body.patched({ model: attempt.model, response_format: undefined })
        const answer = await endpoint.send(generations, patched, attempt)
        return relayAnswer(await answer.bytes(), { error: endpoint.errorIn(answer.headers, attempt) })
      },
    },
  }
}

async function whole<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  request: ImageRequest,
  attempt: Attempt<Credentials>,
): Promise<JsonAnswer<unknown>> {
  return request.images
    ? endpoint.json(edits, await written(request, attempt, false), attempt)
    : endpoint.json(generations, json(request, attempt, false), attempt)
}

function json(request: ImageRequest, attempt: Attempt<unknown>, stream: boolean): string {
  const { body, warnings } = writeRequest(request, { model: attempt.model, stream })
  for (const warning of warnings) attempt.warn(warning)
  return JSON.stringify(body)
}

function written(request: ImageRequest, attempt: Attempt<unknown>, stream: boolean): Promise<FormData> {
  const edit = writeEdit(request, { model: attempt.model, stream })
  for (const warning of edit.warnings) attempt.warn(warning)
  return formOf(edit, attempt)
}
