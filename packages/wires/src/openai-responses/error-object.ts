import { type ErrorCode, type JsonObject, type JsonValue, LucidError } from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'
import { type ErrorReader, readErrorObject as readCommon } from '../openai-chat/error-object.ts'

/** Words that only an answer of this wire has in its `error.code`. */
export const errorWords: Readonly<Record<string, ErrorCode>> = {
  bio_policy: 'content_filter',
  misalignment_policy_violation: 'content_filter',
  image_content_policy_violation: 'content_filter',
  data_residency_mismatch: 'invalid_request',
  invalid_image: 'invalid_request',
  invalid_image_format: 'invalid_request',
  invalid_base64_image: 'invalid_request',
  invalid_image_url: 'invalid_request',
  image_too_large: 'invalid_request',
  image_too_small: 'invalid_request',
  image_parse_error: 'invalid_request',
  invalid_image_mode: 'invalid_request',
  image_file_too_large: 'invalid_request',
  unsupported_image_media_type: 'invalid_request',
  empty_image_file: 'invalid_request',
  failed_to_download_image: 'invalid_request',
  image_file_not_found: 'invalid_request',
}

/** Reads an error object inside an answer or a stream of status 200. */
export function readErrorObject(error: JsonValue): LucidError {
  const word = isObject(error) ? error.code : undefined
  const code = typeof word === 'string' && Object.hasOwn(errorWords, word) ? errorWords[word] : undefined
  const common = readCommon(error)
  if (!code || code === common.code) return common
  return new LucidError(code, common.message, common.upstream ? { upstream: common.upstream } : {})
}

/** The error of an answer that failed, or of one that should never have been an answer. */
export function failureOf(body: JsonObject, read: ErrorReader = readErrorObject): LucidError | undefined {
  const { error = null } = body
  if (error !== null) return read(error)
  if (body.status !== 'failed') return undefined
  return new LucidError('upstream', 'The upstream failed, and did not say why.', { reason: 'failed' })
}

/** What an `error` event says; in the documents its facts are fields of the event, in practice an object within it. */
export function errorIn(event: JsonObject): JsonValue {
  if (isObject(event.error)) return event.error
  const { code = null, message = null, param = null } = event
  return { code, message, param }
}
