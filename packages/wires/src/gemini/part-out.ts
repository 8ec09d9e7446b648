import type {
  AssistantContent,
  FilePart,
  JsonObject,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { isMadeId } from './call-ids.ts'
import { writeMedia } from './media.ts'
import { gemini } from './wire.ts'

/** Names that stand beside the data of a part, and are none themselves. */
const metadata: ReadonlySet<string> = new Set([
  'text',
  'thought',
  'thoughtSignature',
  'videoMetadata',
  'mediaResolution',
  'partMetadata',
])

/** A part that was kept for this wire because the canonical model has no word for it goes back as it came. */
function writeText(part: TextPart): JsonObject {
  const kept = part.extra?.[gemini]
  if (kept && part.text === '' && Object.keys(kept).some(name => !metadata.has(name))) return kept
  return withKept(kept, { text: part.text })
}

/** Undefined for an empty text, which some of the vendor's models refuse, if nothing goes with it. */
export function writeSaid(part: TextPart, path: string, notes: Notes): JsonObject | undefined {
  notes.foreign(part.extra, path)
  const written = writeText(part)
  if (part.text !== '' || Object.keys(written).length > 1 || written.text === undefined) return written
  notes.add('dropped', path, 'A text without words is not sent.')
  return undefined
}

export function writeFile(part: FilePart, path: string, notes: Notes, noDetail?: string): JsonObject {
  return withKept(part.extra?.[gemini], writeMedia(part, path, notes, { noDetail }))
}

/**
 * What the wire has no word for is undefined, and noted. Signatures stand beside what they sign, whatever it is, so they
 * are in the part's extra; `signature` and `encrypted` of reasoning are another wire's.
 */
export function writeAnswerPart(part: AssistantContent, path: string, notes: Notes): JsonObject | undefined {
  notes.foreign(part.extra, path)
  switch (part.type) {
    case 'text':
      return writeText(part)
    case 'refusal':
      notes.add('coerced', path, 'The wire has no refusals; it is sent as text.')
      return withKept(part.extra?.[gemini], { text: part.text })
    case 'reasoning':
      return writeReasoning(part, path, notes)
    case 'file':
      return writeFile(part, path, notes)
    case 'tool-call':
      return part.executed ? writeExecuted(part, path, notes) : writeCall(part, path, notes)
    case 'tool-result':
      return writeExecutedResult(part, path, notes)
    case 'source':
      return undefined
  }
}

function writeReasoning(part: ReasoningPart, path: string, notes: Notes): JsonObject | undefined {
  noteForeignProof(part, path, notes)
  if (part.text === '' && !part.extra?.[gemini]) {
    notes.add('dropped', path, 'Reasoning without a text is nothing to this wire.')
    return undefined
  }
  return withKept(part.extra?.[gemini], { text: part.text, thought: true })
}

function noteForeignProof(
  part: Pick<ReasoningPart, 'signature' | 'encrypted'>,
  path: string,
  notes: Notes,
): void {
  if (part.signature !== undefined) notes.add('dropped', `${path}.signature`, foreign)
  if (part.encrypted !== undefined) notes.add('dropped', `${path}.encrypted`, foreign)
}

const foreign = 'It was issued on another wire.'

function writeCall(part: ToolCallPart, path: string, notes: Notes): JsonObject {
  const known: JsonDraft = {
    ...(isMadeId(part.id) ? {} : { id: part.id }),
    name: part.name,
    args: argsOf(part.input, path, notes),
  }
  return withKept(part.extra?.[gemini], { functionCall: known })
}

function argsOf(input: string, path: string, notes: Notes): JsonObject {
  const args = parsed(input)
  if (isObject(args)) return args
  notes.add('coerced', `${path}.input`, 'The wire takes an object only; the text is its field "input".')
  return { input }
}

/** The vendor's own tools only: what is not marked as such came from another vendor. */
function writeExecuted(part: ToolCallPart, path: string, notes: Notes): JsonObject | undefined {
  const kept = part.extra?.[gemini]
  const id = isMadeId(part.id) ? {} : { id: part.id }
  const input = parsed(part.input)
  if (isObject(kept?.executableCode)) {
    return withKept(kept, { executableCode: { ...id, ...(isObject(input) ? input : { code: part.input }) } })
  }
  if (isObject(kept?.toolCall)) {
    return withKept(kept, { toolCall: { ...id, toolType: part.name, args: isObject(input) ? input : {} } })
  }
  notes.add('dropped', path, 'It is the call of a tool that another vendor ran.')
  return undefined
}

function writeExecutedResult(part: ToolResultPart, path: string, notes: Notes): JsonObject | undefined {
  const kept = part.extra?.[gemini]
  const id = part.callId === '' || isMadeId(part.callId) ? {} : { id: part.callId }
  const text = part.content.map(each => (each.type === 'text' ? each.text : '')).join('')
  if (isObject(kept?.codeExecutionResult)) {
    return withKept(kept, { codeExecutionResult: { ...id, ...(text === '' ? {} : { output: text }) } })
  }
  if (isObject(kept?.toolResponse)) {
    const response = parsed(text)
    const named = part.name === undefined ? {} : { toolType: part.name }
    return withKept(kept, {
      toolResponse: { ...id, ...named, ...(isObject(response) ? { response } : {}) },
    })
  }
  notes.add('dropped', path, 'It is the result of a tool that another vendor ran.')
  return undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch {
    return undefined
  }
}
