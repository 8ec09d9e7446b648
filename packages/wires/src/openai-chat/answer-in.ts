import type {
  AssistantContent,
  ChatAlternative,
  ChatResult,
  FilePart,
  FinishReason,
  JsonObject,
  JsonValue,
  SourcePart,
} from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { malformed } from '../kit/malformed.ts'
import { readDataUrl } from '../kit/data-url.ts'
import { readForeignPart } from './content-in.ts'
import { type ErrorReader, readErrorObject } from './error-object.ts'
import { readFinish } from './finish.ts'
import { readToolCall } from './tool-call.ts'
import { readUsage } from './usage.ts'
import { openaiChat } from './wire.ts'

/** What a vendor does in its own way, when its answers are read. */
export interface ReadOptions {
  /** The vendor's own words for why it stopped. */
  readonly finishReasons?: Readonly<Record<string, FinishReason['unified']>>
  /** Makes an error of an error object inside an answer of status 200. */
  readonly error?: ErrorReader
}

const bodyFields = new Set(['id', 'object', 'created', 'model', 'choices', 'usage', 'error'])
export const choiceFields = new Set(['index', 'message', 'delta', 'finish_reason', 'logprobs'])
export const messageFields = new Set([
  'role',
  'content',
  'refusal',
  'reasoning',
  'reasoning_content',
  'tool_calls',
  'function_call',
  'annotations',
  'audio',
  'images',
])

/** Reads https://platform.openai.com/docs/api-reference/chat/object */
export function readAnswer(body: unknown, options: ReadOptions = {}): ChatResult {
  if (!isObject(body)) throw malformed('an answer that is no JSON object')
  if (body.error !== undefined && body.error !== null) throw (options.error ?? readErrorObject)(body.error)
  const choices = Array.isArray(body.choices) ? (body.choices as readonly JsonValue[]).filter(isObject) : []
  const [first, ...others] = choices.map(choice => readChoice(choice, options))
  if (!first) throw malformed('an answer without choices')
  const kept: JsonDraft = { ...unknownFields(body, bodyFields) }
  const ofChoice = first.extra?.[openaiChat]
  if (ofChoice) kept.choices = [ofChoice]
  const { extra: _, ...answer } = first
  return {
    ...(typeof body.id === 'string' ? { id: body.id } : {}),
    ...(typeof body.model === 'string' ? { model: body.model } : {}),
    ...(typeof body.created === 'number' ? { created: body.created } : {}),
    ...answer,
    usage: readUsage(body.usage),
    ...(others.length > 0 ? { alternatives: others } : {}),
    ...extraOf(openaiChat, kept),
  }
}

function readChoice(choice: JsonObject, options: ReadOptions): ChatAlternative {
  const message = isObject(choice.message) ? choice.message : {}
  const content = readMessage(message)
  const calledTools = content.some(part => part.type === 'tool-call')
  const kept: JsonDraft = { ...unknownFields(choice, choiceFields) }
  const ofMessage = unknownFields(message, messageFields)
  if (ofMessage) kept.message = ofMessage
  const logprobs = isObject(choice.logprobs) ? choice.logprobs : {}
  if (Array.isArray(logprobs.refusal)) kept.logprobs = { refusal: logprobs.refusal }
  return {
    content,
    finish: readFinish(choice.finish_reason, calledTools, options.finishReasons),
    ...(Array.isArray(logprobs.content) ? { logprobs: logprobs.content } : {}),
    ...extraOf(openaiChat, kept),
  }
}

function readMessage(message: JsonObject): readonly AssistantContent[] {
  const content: AssistantContent[] = []
  const reasoning = reasoningOf(message)
  if (reasoning !== '') content.push({ type: 'reasoning', text: reasoning })
  content.push(...readContent(message.content))
  if (typeof message.refusal === 'string' && message.refusal)
    content.push({ type: 'refusal', text: message.refusal })
  content.push(...readSources(message.annotations), ...readImages(message.images))
  if (isObject(message.audio)) content.push(readAudio(message.audio))
  if (Array.isArray(message.tool_calls)) {
    const calls = (message.tool_calls as readonly JsonValue[]).filter(isObject)
    content.push(...calls.map((call, index) => readToolCall(call, `call_${index}`)))
  }
  if (isObject(message.function_call))
    content.push(readToolCall({ function: message.function_call }, 'call_0'))
  return content
}

/** Vendors call it one or the other; some send both, the same. */
export function reasoningOf(message: JsonObject): string {
  const reasoning = message.reasoning ?? message.reasoning_content
  return typeof reasoning === 'string' ? reasoning : ''
}

/** Text or, at some vendors, an array of parts; of which there may be reasoning. */
export function readContent(content: JsonValue | undefined): readonly AssistantContent[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  if (!Array.isArray(content)) return []
  return (content as readonly JsonValue[]).filter(isObject).flatMap(part => readPart(part))
}

function readPart(part: JsonObject): readonly AssistantContent[] {
  if (part.type === 'thinking') {
    return readContent(part.thinking).map(each => ({
      type: 'reasoning',
      text: 'text' in each ? each.text : '',
    }))
  }
  if (part.type === 'refusal' && typeof part.refusal === 'string')
    return [{ type: 'refusal', text: part.refusal }]
  return [typeof part.text === 'string' ? { type: 'text', text: part.text } : readForeignPart(part)]
}

export function readSources(annotations: JsonValue | undefined): readonly SourcePart[] {
  if (!Array.isArray(annotations)) return []
  return (annotations as readonly JsonValue[]).filter(isObject).map(readSource)
}

const annotationFields = new Set(['type', 'url_citation'])
const citationFields = new Set(['url', 'title', 'start_index', 'end_index'])

function readSource(annotation: JsonObject): SourcePart {
  if (!isObject(annotation.url_citation)) return { type: 'source', ...extraOf(openaiChat, annotation) }
  const citation = annotation.url_citation
  const outer = unknownFields(annotation, annotationFields)
  const nested = unknownFields(citation, citationFields)
  return {
    type: 'source',
    ...(typeof citation.url === 'string' ? { url: citation.url } : {}),
    ...(typeof citation.title === 'string' && citation.title !== '' ? { title: citation.title } : {}),
    ...readPlace(citation),
    ...extraOf(openaiChat, nested ? { ...outer, url_citation: nested } : outer),
  }
}

/** An empty stretch of text is what the wire says for a place that is not known. */
function readPlace(citation: JsonObject): Pick<SourcePart, 'start' | 'end'> {
  const { start_index: start, end_index: end } = citation
  return {
    ...(typeof start === 'number' && end !== 0 ? { start } : {}),
    ...(typeof end === 'number' && end !== 0 ? { end } : {}),
  }
}

/** Pictures that a model drew, in the shape of the picture parts of a request. */
export function readImages(images: JsonValue | undefined): readonly FilePart[] {
  if (!Array.isArray(images)) return []
  return (images as readonly JsonValue[]).filter(isObject).flatMap(image => {
    const url = isObject(image.image_url) ? image.image_url.url : undefined
    if (typeof url !== 'string') return []
    const bytes = readDataUrl(url)
    return [
      {
        type: 'file',
        mediaType: bytes?.mediaType ?? 'image/*',
        data: bytes ? { kind: 'base64', base64: bytes.base64 } : { kind: 'url', url },
      },
    ]
  })
}

const audioFields = new Set(['data'])

/** The format of the sound is the one that the request asked for; the answer does not repeat it. */
export function readAudio(audio: JsonObject): FilePart {
  return {
    type: 'file',
    mediaType: 'audio/*',
    data: { kind: 'base64', base64: typeof audio.data === 'string' ? audio.data : '' },
    ...extraOf(openaiChat, unknownFields(audio, audioFields)),
  }
}
