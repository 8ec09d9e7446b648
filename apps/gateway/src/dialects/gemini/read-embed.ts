import {
  type EmbeddingInput,
  type EmbeddingRequest,
  type FilePart,
  type JsonObject,
  type JsonValue,
  type LucidError,
  type ReceiptEntry,
  type TextPart,
} from '@lucid-gateway/core'
import { listOf, messageOf } from '@lucid-gateway/wires/gemini'
import type { JsonBody } from '../../http/json-body.ts'
import { describeValue } from '../../wording/describe-value.ts'
import { invalidField } from '../../wording/invalid-field.ts'

export interface ReadEmbed {
  readonly request: EmbeddingRequest
  readonly receipt: readonly ReceiptEntry[]
}

/** The vendor's words for what vectors are for: https://ai.google.dev/api/embeddings#tasktype */
const purposes: Readonly<Record<string, string>> = {
  RETRIEVAL_QUERY: 'query',
  RETRIEVAL_DOCUMENT: 'document',
  SEMANTIC_SIMILARITY: 'similarity',
  CLASSIFICATION: 'classification',
  CLUSTERING: 'clustering',
}

/** `model` is in the path too, which is what counts. */
const known = new Set(['model', 'content', 'taskType', 'outputDimensionality'])

/** Reads the bodies of https://ai.google.dev/api/embeddings: several requests of one kind are one in canonical words. */
export function readEmbed(given: readonly JsonBody[], pathOf: (index: number) => string): ReadEmbed {
  const bodies = given.map(body => messageOf(body as JsonObject, known) ?? {})
  const [first = {}] = bodies
  const receipt: ReceiptEntry[] = []
  const inputs = bodies.map((body, index) => {
    const path = pathOf(index)
    for (const field of Object.keys(body)) {
      if (!known.has(field))
        receipt.push({ action: 'dropped', field: path + field, reason: 'Not known here.' })
    }
    for (const field of ['taskType', 'outputDimensionality']) {
      if (body[field] !== first[field])
        throw invalid(path + field, 'must be the same in all requests of a batch')
    }
    return readContent(body['content'], `${path}content`)
  })
  const { taskType, outputDimensionality: dimensions } = first
  if (taskType !== undefined && typeof taskType !== 'string')
    throw invalid('taskType', `must be a string, but is ${describeValue(taskType)}`)
  if (dimensions !== undefined && !(Number.isInteger(dimensions) && Number(dimensions) > 0))
    throw invalid(
      'outputDimensionality',
      `must be a whole number above 0, but is ${describeValue(dimensions)}`,
    )
  return {
    request: {
      inputs,
      ...(dimensions === undefined ? {} : { dimensions: Number(dimensions) }),
      ...(taskType === undefined ? {} : { purpose: purposes[taskType] ?? taskType.toLowerCase() }),
    },
    receipt,
  }
}

const contentFields = new Set(['parts'])

function readContent(content: JsonValue | undefined, path: string): EmbeddingInput {
  const parts = listOf(messageOf(content, contentFields)?.['parts'])
  if (parts.length === 0) throw invalid(`${path}.parts`, 'must have a part')
  const read = parts.map((part, index) => readPart(part, `${path}.parts[${index}]`))
  const [only] = read
  return read.length === 1 && only?.type === 'text' ? only.text : { content: read }
}

const partFields = new Set(['text', 'inlineData'])
const dataFields = new Set(['mimeType', 'data'])

function readPart(value: JsonValue, path: string): TextPart | FilePart {
  const { text, inlineData } = messageOf(value, partFields) ?? {}
  if (typeof text === 'string') return { type: 'text', text }
  const { mimeType, data } = messageOf(inlineData, dataFields) ?? {}
  if (typeof mimeType === 'string' && typeof data === 'string')
    return { type: 'file', mediaType: mimeType, data: { kind: 'base64', base64: data } }
  throw invalid(path, 'must have a text or inlineData')
}

export function invalid(param: string, rule: string): LucidError {
  return invalidField(param, rule, 'See https://ai.google.dev/api/embeddings.')
}
