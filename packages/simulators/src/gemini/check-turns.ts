import { badArgument } from './api-error.ts'
import type { ContentBody } from './messages.ts'
import type { GeminiModel } from './models.ts'
import type { Fields } from './proto.ts'
import { isGenuine } from './signatures.ts'

const data = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
]
const inModel = new Set(['functionCall', 'executableCode', 'codeExecutionResult', 'toolCall', 'toolResponse'])

/** Each content for itself, and how they follow each other. */
export function checkTurns(contents: readonly ContentBody[] | undefined, model: GeminiModel): void {
  if (!contents || contents.length === 0)
    throw badArgument('* GenerateContentRequest.contents: contents is not specified\n')
  let calls: readonly Fields[] = []
  for (const [index, content] of contents.entries()) {
    checkContent(content, index)
    const responses = partsOf(content, 'functionResponse')
    if (responses.length > 0) checkResponses(responses, calls)
    else if (calls.length > 0) {
      throw badArgument(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      )
    }
    calls = partsOf(content, 'functionCall')
  }
  if (contents.at(-1)?.role === 'model' && calls.length > 0) {
    throw badArgument(
      'Please ensure that single turn requests end with a user role or the role field is not specified.',
    )
  }
  checkSignatures(contents, model)
}

function checkContent({ role, parts = [] }: ContentBody, index: number): void {
  const path = `GenerateContentRequest.contents[${index}]`
  if (role !== undefined && role !== 'user' && role !== 'model' && role !== 'function') {
    throw badArgument('Please use a valid role: user, model.')
  }
  if (parts.length === 0) throw badArgument(`* ${path}.parts: contents.parts must not be empty.\n`)
  for (const [at, part] of parts.entries()) {
    const set = data.filter(name => part[name] !== undefined)
    if (set.length !== 1) {
      const problem =
        set.length === 0
          ? "required oneof field 'data' must have one initialized field"
          : "oneof field 'data' is already set"
      throw badArgument(`* ${path}.parts[${at}].data: ${problem}\n`)
    }
    const [kind = ''] = set
    if (role === 'model' ? kind === 'functionResponse' : inModel.has(kind)) {
      throw badArgument(`* ${path}.parts[${at}].data: ${kind} is not supported for role ${role ?? 'user'}.\n`)
    }
  }
}

function partsOf({ parts = [] }: ContentBody, kind: string): readonly Fields[] {
  return parts.filter(part => part[kind] !== undefined).map(part => part[kind] as Fields)
}

function checkResponses(responses: readonly Fields[], calls: readonly Fields[]): void {
  if (responses.length !== calls.length) {
    throw badArgument(
      'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
    )
  }
  const open = [...calls]
  for (const response of responses) {
    const at = open.findIndex(
      call =>
        call['name'] === response['name'] &&
        (response['id'] === undefined || call['id'] === undefined || call['id'] === response['id']),
    )
    if (at === -1) {
      throw badArgument(
        'Please ensure that function response parts match the function call parts of the function call turn.',
      )
    }
    open.splice(at, 1)
  }
}

/** https://ai.google.dev/gemini-api/docs/thought-signatures */
function checkSignatures(contents: readonly ContentBody[], model: GeminiModel): void {
  for (const { parts = [] } of contents) {
    for (const { thoughtSignature } of parts) {
      if (thoughtSignature !== undefined && !isGenuine(String(thoughtSignature))) {
        throw badArgument('Corrupted thought signature.')
      }
    }
  }
  if (!model.signs) return
  const turn = contents.findLastIndex(
    ({ role, parts = [] }) => role !== 'model' && parts.some(part => part['functionResponse'] === undefined),
  )
  for (const [index, { role, parts = [] }] of contents.entries()) {
    if (index < turn || role !== 'model') continue
    const at = parts.findIndex(part => part['functionCall'] !== undefined)
    const first = parts[at]
    if (!first || first['thoughtSignature'] !== undefined) continue
    const { name } = first['functionCall'] as Fields
    throw badArgument(
      `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${String(name)}\` , position ${at}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`,
    )
  }
}
