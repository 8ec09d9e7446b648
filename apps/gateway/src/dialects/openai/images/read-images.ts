import { image, type JsonObject } from '@lucid-gateway/core'
import { relayBody } from '@lucid-gateway/wires/json-body'
import {
  type FormPart,
  openaiImages,
  readEdit,
  readForm,
  type ReadImageRequest,
  readRequest,
} from '@lucid-gateway/wires/openai-images'
import type { Ask, RequestHead } from '../../../calls/make-call.ts'
import type { JsonBody } from '../../../http/json-body.ts'
import type { ReadJson } from '../../../http/read-json.ts'
import { modelOf, streamOf, userOf } from '../../check-field.ts'

/** A request for pictures as this dialect reads it. */
export interface ImageAsk extends Ask<typeof image> {
  readonly decoded: () => ReadImageRequest
}

/** A generation, which may pass as it is. */
export function readGeneration(_head: RequestHead, { bytes, body }: ReadJson): ImageAsk {
  const parsed = body as JsonObject
  let read: ReadImageRequest | undefined
  const decoded = (): ReadImageRequest => (read ??= readRequest(parsed))
  return {
    capability: image,
    target: targetOf(body),
    request: () => decoded().request,
    receipt: () => decoded().receipt,
    raw: { wire: openaiImages, body: relayBody(bytes, parsed) },
    stream: streamOf(body),
    media: body['response_format'] === 'url' ? 'kept' : 'inline',
    user: userOf(body),
    decoded,
  }
}

/** An edit as JSON. It goes on as a form, so it is read in any case. */
export function readEditBody(_head: RequestHead, { body }: ReadJson): ImageAsk {
  return askOf(readEdit(body as JsonObject))
}

/** An edit as a form. */
export function readEditForm(parts: readonly FormPart[]): ImageAsk {
  return askOf(readForm(parts))
}

function askOf(read: ReadImageRequest): ImageAsk {
  const { request, receipt, model, stream, form } = read
  return {
    capability: image,
    target: model,
    request,
    receipt: () => receipt,
    stream,
    media: form === 'url' ? 'kept' : 'inline',
    user: request.user,
    decoded: () => read,
  }
}

/** OpenAI's clients may say that they name no model. */
function targetOf(body: JsonBody): string | undefined {
  return body['model'] === null ? undefined : modelOf(body)
}
