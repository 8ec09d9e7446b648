import {
  type FilePart,
  type JsonObject,
  type JsonValue,
  LucidError,
  type ModerationInput,
  type ModerationRequest,
  type TextPart,
  type Warning,
} from '@lucid-gateway/core'
import { writeDataUrl } from '../kit/data-url.ts'
import { withKept } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { openaiModerations } from './wire.ts'

/**
 * Writes the body of https://platform.openai.com/docs/api-reference/moderations/create. Throws `invalid_request` for
 * inputs that the wire cannot carry in one request: half an input would get another verdict.
 */
export function writeRequest(
  request: ModerationRequest,
  { model }: { readonly model?: string },
): { readonly body: JsonObject; readonly warnings: readonly Warning[] } {
  const notes = new Notes(openaiModerations)
  notes.foreign(request.extra, '')
  if (request.user !== undefined) notes.add('dropped', 'user', 'The wire does not name the end user.')
  if (request.metadata) notes.add('dropped', 'metadata', 'The wire has no labels.')
  const known: JsonDraft = { input: writeInputs(request.inputs) }
  put(known, 'model', model)
  return {
    body: withKept({ ...request.options, ...request.extra?.[openaiModerations] }, known),
    warnings: notes.warnings,
  }
}

function writeInputs(inputs: readonly ModerationInput[]): JsonValue {
  const [first] = inputs
  if (inputs.length === 1 && typeof first === 'object') {
    return first.content.map((part, index) => writePart(part, `inputs[0].content[${index}]`))
  }
  return inputs.map((input, index) => {
    if (typeof input === 'string') return input
    throw unsayable(`inputs[${index}]`, 'Several inputs can go in one request only if all are text.')
  })
}

function writePart(part: TextPart | FilePart, path: string): JsonObject {
  if (part.type === 'text') return { type: 'text', text: part.text }
  const { data, mediaType } = part
  if (!mediaType.startsWith('image/') || data.kind === 'reference') {
    throw unsayable(path, 'Only texts and pictures can be judged on this wire.')
  }
  const url = data.kind === 'url' ? data.url : writeDataUrl({ mediaType, base64: data.base64 })
  return { type: 'image_url', image_url: { url } }
}

function unsayable(param: string, message: string): LucidError {
  return new LucidError('invalid_request', message, {
    param,
    recourse: 'other',
    hint: 'Send one input a request, of texts and pictures.',
  })
}
