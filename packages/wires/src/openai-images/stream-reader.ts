import type { ImagePart, JsonObject, JsonValue, SseEvent, Usage } from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { malformed, truncated } from '../kit/malformed.ts'
import { readErrorObject } from '../openai-chat/error-object.ts'
import type { ImageReadOptions } from './answer-in.ts'
import { mediaTypeOf } from './media-type.ts'
import { readPicture } from './picture-in.ts'
import { readUsage } from './usage.ts'
import { openaiImages } from './wire.ts'

/** Turns the events of one stream into parts. */
export interface ImageStreamReader {
  /** Throws what the vendor's error event says, and `upstream` for an event that is no JSON. */
  push(event: SseEvent): readonly ImagePart[]
  /** To be called at the end of the body. Throws `upstream`, reason `truncated`, where no picture was finished. */
  end(): readonly ImagePart[]
  /** True once the vendor has said that nothing more comes. */
  readonly ended: boolean
}

/** Reads https://platform.openai.com/docs/api-reference/images-streaming and that of edits. */
export function createStreamReader(options: ImageReadOptions = {}): ImageStreamReader {
  return new Reader(options)
}

const none: readonly ImagePart[] = []
const eventFields = new Set([
  ...['type', 'b64_json', 'partial_image_index', 'created_at', 'size', 'output_format', 'usage', 'error'],
  'revised_prompt',
])
/** What an event says of all pictures, where it is the event of one of them. */
const commonFields = new Set(['quality', 'background'])

class Reader implements ImageStreamReader {
  readonly #options: ImageReadOptions
  /** What is said with every event. */
  #head: JsonObject | undefined
  #finished = 0
  #usage: JsonObject | undefined
  ended = false

  constructor(options: ImageReadOptions) {
    this.#options = options
  }

  push(event: SseEvent): readonly ImagePart[] {
    if (this.ended) return none
    if (event.data === '[DONE]') return this.end()
    const data = this.#dataOf(event)
    const { type } = data
    if (typeof type !== 'string') return none
    if (type.endsWith('.partial_image')) return [...this.#start(data), this.#partial(data)]
    return type.endsWith('.completed') ? [...this.#start(data), ...this.#completed(data)] : none
  }

  end(): readonly ImagePart[] {
    if (this.ended) return none
    this.ended = true
    if (this.#finished === 0) throw truncated()
    return none
  }

  #dataOf(event: SseEvent): JsonObject {
    const data = parse(event)
    const error = isObject(data) ? data.error : undefined
    if (error !== undefined && error !== null) throw (this.#options.error ?? readErrorObject)(error)
    if (event.event === 'error') throw (this.#options.error ?? readErrorObject)(data)
    return isObject(data) ? data : {}
  }

  #start(data: JsonObject): readonly ImagePart[] {
    if (this.#head) return none
    const fields = Object.entries(unknownFields(data, eventFields) ?? {})
    const ofPicture = data.partial_image_index === undefined
    this.#head = Object.fromEntries(fields.filter(([name]) => !ofPicture || commonFields.has(name)))
    const created = data.created_at
    return [
      {
        type: 'start',
        ...(typeof created === 'number' ? { created } : {}),
        ...extraOf(openaiImages, this.#head),
      },
    ]
  }

  /** An event does not say of which picture it is: it is taken for the next to be finished. */
  #partial(data: JsonObject): ImagePart {
    const { b64_json: base64, partial_image_index: step } = data
    if (typeof base64 !== 'string') throw malformed('an unfinished picture without bytes')
    return {
      type: 'image-partial',
      index: this.#finished,
      step: typeof step === 'number' ? step : 0,
      image: { mediaType: mediaTypeOf(data.output_format, base64), data: { kind: 'base64', base64 } },
    }
  }

  #completed(data: JsonObject): readonly ImagePart[] {
    const { b64_json: bytes, url, revised_prompt: revised, ...answer } = data
    const fresh = Object.entries(unknownFields(data, eventFields) ?? {}).filter(
      ([name, value]) => name !== 'url' && value !== this.#head?.[name],
    )
    const image = readPicture(
      { b64_json: bytes, url, revised_prompt: revised, ...Object.fromEntries(fresh) },
      answer,
    )
    if (!image) throw malformed('a picture without bytes')
    const index = this.#finished++
    return [
      { type: 'image', index, image },
      { type: 'usage', usage: this.#used(data.usage) },
    ]
  }

  /** Each picture comes with what it took. */
  #used(usage: JsonValue | undefined): Usage {
    if (isObject(usage)) this.#usage = this.#usage ? sum(this.#usage, usage) : usage
    return readUsage(this.#usage, this.#finished)
  }
}

function sum(one: JsonObject, other: JsonObject): JsonObject {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries([...names].map(name => [name, added(one[name], other[name])]))
}

function added(one: JsonValue | undefined, other: JsonValue | undefined): JsonValue | undefined {
  if (typeof one === 'number' && typeof other === 'number') return one + other
  if (isObject(one) && isObject(other)) return sum(one, other)
  return other ?? one
}

function parse(event: SseEvent): JsonValue {
  try {
    return JSON.parse(event.data) as JsonValue
  } catch (cause) {
    if (event.event === 'error') return event.data
    throw malformed('an event that is no JSON', cause)
  }
}
