import type { FilePart, JsonObject, TextPart, ToolResultPart } from '@lucid-gateway/core'
import { unknownFields, withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { isMadeId } from './call-ids.ts'
import { listOf, messageOf } from './fields.ts'
import { writeMedia } from './media.ts'
import { besides, readFile } from './part-in.ts'
import { gemini } from './wire.ts'

export const responseFields: ReadonlySet<string> = new Set(['id', 'name', 'response', 'parts'])

/** Reads `functionResponse`: https://ai.google.dev/api/caching#FunctionResponse. `callId` is of the call it answers. */
export function readToolResult(part: JsonObject, callId: string): ToolResultPart {
  const result = messageOf(part.functionResponse, responseFields) ?? {}
  const { text, failed } = readResponse(result.response)
  const files = listOf(result.parts).filter(isObject).map(readFile)
  const nested = unknownFields(result, responseFields)
  return {
    type: 'tool-result',
    callId,
    ...(typeof result.name === 'string' ? { name: result.name } : {}),
    content: [...(text === '' ? [] : [{ type: 'text', text } as const]), ...files],
    ...(failed ? { failed } : {}),
    ...besides(part, ['functionResponse'], nested && { functionResponse: nested }),
  }
}

/**
 * What a tool said. The wire wants an object: one whose only field is `output` or `error` wraps what the tool said, any
 * other is what it said.
 */
function readResponse(response: unknown): { readonly text: string; readonly failed?: true } {
  if (!isObject(response)) return { text: response === undefined ? '' : JSON.stringify(response) }
  const [name, ...others] = Object.keys(response)
  if (others.length === 0 && name === 'output') return { text: unwrapped(response.output) }
  if (others.length === 0 && name === 'error') return { text: unwrapped(response.error), failed: true }
  return { text: name === undefined ? '' : JSON.stringify(response) }
}

function unwrapped(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

export interface ToolResultTarget {
  /** The name of the tool that was called. */
  readonly name: string
  /** True where files go in the result, and not beside it. */
  readonly files: boolean
}

/** The part that a result is, and the files that have to go beside it. */
export function writeToolResult(
  result: ToolResultPart,
  path: string,
  notes: Notes,
  target: ToolResultTarget,
): readonly JsonObject[] {
  const texts = result.content.filter((part): part is TextPart => part.type === 'text')
  const files = result.content.filter((part): part is FilePart => part.type === 'file')
  noteOrder(result, path, notes, texts.length)
  const media = files.map(file => {
    const at = `${path}.content[${result.content.indexOf(file)}]`
    notes.foreign(file.extra, at)
    if (!target.files)
      notes.add('emulated', at, 'Results of tools are text only for this model; it goes beside it.')
    return withKept(
      file.extra?.[gemini],
      writeMedia(file, at, notes, { noDetail: 'Files of tools have no level.' }),
    )
  })
  const known: JsonDraft = {
    ...(isMadeId(result.callId) ? {} : { id: result.callId }),
    name: result.name ?? target.name,
    response: writeResponse(texts.map(part => part.text).join('\n'), result.failed === true),
  }
  if (media.length > 0 && target.files) known.parts = media
  const written = withKept(result.extra?.[gemini], { functionResponse: known })
  return target.files ? [written] : [written, ...media]
}

/** The wire has one response and then files, where a result may mix them. */
function noteOrder(result: ToolResultPart, path: string, notes: Notes, texts: number): void {
  if (texts > 1) notes.add('coerced', `${path}.content`, 'The texts of a result go as one.')
  const firstFile = result.content.findIndex(part => part.type === 'file')
  const lastText = result.content.findLastIndex(part => part.type === 'text')
  if (firstFile !== -1 && firstFile < lastText) {
    notes.add('coerced', `${path}.content`, 'The files of a result come after its text.')
  }
  for (const [index, part] of result.content.entries()) {
    if (part.type !== 'text' || !part.extra) continue
    const at = `${path}.content[${index}]`
    notes.foreign(part.extra, at)
    if (part.extra[gemini])
      notes.add('dropped', `${at}.extra["${gemini}"]`, 'Text of a result has no fields.')
  }
}

function writeResponse(text: string, failed: boolean): JsonObject {
  const object = objectIn(text)
  if (failed) return { error: object ?? text }
  if (text === '') return {}
  return object && !isWrapper(object) ? object : { output: text }
}

function objectIn(text: string): JsonObject | undefined {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isWrapper(object: JsonObject): boolean {
  const names = Object.keys(object)
  return names.length === 0 || (names.length === 1 && (names[0] === 'output' || names[0] === 'error'))
}
