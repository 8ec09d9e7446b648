import type { Answer, GeneratedImage, ImageResult, JsonObject, JsonValue } from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { malformed } from '../kit/malformed.ts'
import { RawAnswer, RelayedAnswer } from '../kit/raw-answer.ts'
import { type ErrorReader, readErrorObject } from '../openai-chat/error-object.ts'
import { readPicture } from './picture-in.ts'
import { readUsage } from './usage.ts'
import { openaiImages } from './wire.ts'

export interface ImageReadOptions {
  /** Makes an error of an error object inside an answer of status 200. */
  readonly error?: ErrorReader
}

const answerFields = new Set(['created', 'data', 'size', 'output_format', 'usage', 'error'])

/** Reads https://platform.openai.com/docs/api-reference/images/object, a list of them. */
export function readAnswer(body: unknown, { error = readErrorObject }: ImageReadOptions = {}): ImageResult {
  if (!isObject(body)) throw malformed('an answer that is no JSON object')
  if (body.error !== undefined && body.error !== null) throw error(body.error)
  if (!Array.isArray(body.data)) throw malformed('an answer without pictures')
  const images = (body.data as readonly JsonValue[]).filter(isObject).map(item => pictureIn(item, body))
  return {
    images,
    ...(typeof body.created === 'number' ? { created: body.created } : {}),
    usage: readUsage(body.usage, images.length),
    ...extraOf(openaiImages, unknownFields(body, answerFields)),
  }
}

function pictureIn(item: JsonObject, body: JsonObject): GeneratedImage {
  const image = readPicture(item, body)
  if (image) return image
  throw malformed('a picture without bytes')
}

/** An answer of this wire that passes unchanged; of it the usage is read and the pictures are counted, no more, until someone asks. */
export function relayAnswer(bytes: Uint8Array, options: ImageReadOptions = {}): Answer<ImageResult> {
  const raw = new RawAnswer(bytes)
  const error = raw.value('error')
  if (error !== undefined && error !== null) throw (options.error ?? readErrorObject)(error)
  if (!raw.holdsObjects('data')) throw malformed('an answer without pictures')
  const pictures = raw.value('data') as readonly JsonValue[]
  const usage = readUsage(raw.value('usage'), pictures.length)
  return new RelayedAnswer(openaiImages, raw, usage, body => readAnswer(body, options))
}
