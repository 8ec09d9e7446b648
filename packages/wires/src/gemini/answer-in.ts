import type {
  AssistantContent,
  ChatAlternative,
  ChatResult,
  JsonObject,
  JsonValue,
} from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { malformed } from '../kit/malformed.ts'
import { CallIds } from './call-ids.ts'
import { type ErrorReader, readErrorObject } from './error-object.ts'
import { camelFields, listOf, messageOf } from './fields.ts'
import { readBlock, readFinish } from './finish.ts'
import { readLogprobs } from './logprobs.ts'
import { partOf, readAnswerPart } from './part-in.ts'
import { readSources } from './sources.ts'
import { readUsage } from './usage.ts'
import { gemini } from './wire.ts'

/** What a vendor does in its own way, when its answers are read. */
export interface ReadOptions {
  /** Makes an error of an error object inside an answer of status 200. */
  readonly error?: ErrorReader
}

export const bodyFields: ReadonlySet<string> = new Set([
  'candidates',
  'promptFeedback',
  'usageMetadata',
  'modelVersion',
  'responseId',
  'createTime',
  'error',
])
/** What of a candidate has a word of its own. Sources are read too, and kept as they came. */
export const candidateFields: ReadonlySet<string> = new Set([
  'index',
  'content',
  'finishReason',
  'logprobsResult',
])
export const contentFields: ReadonlySet<string> = new Set(['role', 'parts'])
const namedFields = new Set([...candidateFields, 'groundingMetadata', 'citationMetadata'])
const feedbackFields = new Set(['blockReason'])

/** Reads https://ai.google.dev/api/generate-content#generatecontentresponse */
export function readAnswer(source: unknown, options: ReadOptions = {}): ChatResult {
  const body = answerOf(source, options)
  const prefix = typeof body.responseId === 'string' ? body.responseId : ''
  const [first, ...others] = candidatesOf(body).map((candidate, index) =>
    readCandidate(candidate, new CallIds(index === 0 ? prefix : `${prefix}-${index}`)),
  )
  const kept: JsonDraft = { ...unknownFields(body, bodyFields) }
  if (isObject(body.promptFeedback)) kept.promptFeedback = body.promptFeedback
  const ofFirst = first?.extra?.[gemini]
  if (ofFirst) kept.candidates = [ofFirst]
  const { extra: _, ...answer } = first ?? blocked(body)
  return {
    ...headOf(body),
    ...answer,
    usage: readUsage(body.usageMetadata),
    ...(others.length > 0 ? { alternatives: others } : {}),
    ...extraOf(gemini, kept),
  }
}

/** The body of an answer, or of a chunk; throws for an error in its place. */
export function answerOf(source: unknown, options: ReadOptions): JsonObject {
  // Where no events were asked for, a stream is a list, and so is the error in its place.
  const body = messageOf(Array.isArray(source) ? (source[0] as JsonValue) : (source as JsonValue), bodyFields)
  if (!body) throw malformed('an answer that is no JSON object')
  if (body.error !== undefined && body.error !== null) throw (options.error ?? readErrorObject)(body.error)
  return body
}

export function candidatesOf(body: JsonObject): readonly JsonObject[] {
  return listOf(body.candidates)
    .filter(isObject)
    .map(candidate => camelFields(candidate, namedFields))
}

export function headOf(body: JsonObject): Pick<ChatResult, 'id' | 'model' | 'created'> {
  const created = typeof body.createTime === 'string' ? Date.parse(body.createTime) : Number.NaN
  return {
    ...(typeof body.responseId === 'string' && body.responseId ? { id: body.responseId } : {}),
    ...(typeof body.modelVersion === 'string' && body.modelVersion ? { model: body.modelVersion } : {}),
    ...(Number.isNaN(created) ? {} : { created: Math.floor(created / 1000) }),
  }
}

/** Why there are no candidates; undefined where nothing says so. */
export function blockOf(body: JsonObject): JsonValue | undefined {
  const feedback = messageOf(body.promptFeedback, feedbackFields)
  return feedback?.blockReason ?? undefined
}

/** The answer to a prompt that the vendor refused. */
function blocked(body: JsonObject): ChatAlternative {
  const reason = blockOf(body)
  if (reason === undefined) throw malformed('an answer without candidates')
  return { content: [], finish: readBlock(reason) }
}

function readCandidate(candidate: JsonObject, ids: CallIds): ChatAlternative {
  const source = messageOf(candidate.content, contentFields) ?? {}
  const content = listOf(source.parts)
    .filter(isObject)
    .map(part => readAnswerPart(partOf(part), ids))
  const kept: JsonDraft = { ...unknownFields(candidate, candidateFields) }
  const ofContent = unknownFields(source, contentFields)
  if (ofContent) kept.content = ofContent
  const logprobs = readLogprobs(candidate.logprobsResult)
  return {
    content: [...content, ...readSources(candidate, textIn(content))],
    finish: readFinish(candidate.finishReason, content.some(isCall)),
    ...(logprobs ? { logprobs } : {}),
    ...extraOf(gemini, kept),
  }
}

/** Calls of the vendor's own tools are over when the answer is there. */
export function isCall(part: AssistantContent): boolean {
  return part.type === 'tool-call' && !part.executed
}

/** The text that sources point into. */
export function textIn(content: readonly AssistantContent[]): string {
  return content.map(part => (part.type === 'text' ? part.text : '')).join('')
}
