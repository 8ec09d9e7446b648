import type {
  AssistantMessage,
  JsonObject,
  Message,
  SystemMessage,
  ToolMessage,
  UserMessage,
} from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { writeAnswerPart, writeFile, writeSaid } from './part-out.ts'
import type { GeminiQuirks } from './quirks.ts'
import { writeToolResult } from './tool-result.ts'
import { gemini } from './wire.ts'

export interface WrittenContents {
  readonly systemInstruction?: JsonObject
  readonly contents: readonly JsonObject[]
}

/** Instructions stand apart on this wire, and the results of the calls of one turn stand together. */
export function writeMessages(
  messages: readonly Message[],
  quirks: GeminiQuirks,
  notes: Notes,
): WrittenContents {
  const names = namesOfCalls(messages)
  const contents: JsonDraft[] = []
  const system: JsonDraft = {}
  let results: JsonObject[] | undefined
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`
    notes.foreign(message.extra, path)
    if ('name' in message && message.name !== undefined) {
      notes.add('dropped', `${path}.name`, 'The wire has no names for who speaks.')
    }
    if (isInstruction(message)) {
      if (contents.length > 0) {
        notes.add('coerced', path, 'Instructions stand before the conversation on this wire.')
      }
      addInstructions(system, message, path, notes)
      continue
    }
    const parts = partsOf(message, path, names, quirks, notes)
    if (message.role === 'tool' && results && !message.extra?.[gemini]) {
      results.push(...parts)
      continue
    }
    if (parts.length === 0) {
      notes.add('dropped', path, 'It says nothing that the wire has a word for.')
      continue
    }
    results = message.role === 'tool' ? parts : undefined
    const role = message.role === 'assistant' ? 'model' : 'user'
    contents.push(withKept(message.extra?.[gemini], { role, parts }))
  }
  return { contents: contents as JsonObject[], ...(system.parts ? { systemInstruction: system } : {}) }
}

function isInstruction(message: Message): message is SystemMessage {
  return message.role === 'system' || message.role === 'developer'
}

function partsOf(
  message: Exclude<Message, SystemMessage>,
  path: string,
  names: ReadonlyMap<string, string>,
  quirks: GeminiQuirks,
  notes: Notes,
): JsonObject[] {
  switch (message.role) {
    case 'user':
      return writeUser(message, path, quirks, notes)
    case 'assistant':
      return writeModel(message, path, quirks, notes)
    case 'tool':
      return writeResults(message, path, names, quirks, notes)
  }
}

function addInstructions(system: JsonDraft, message: SystemMessage, path: string, notes: Notes): void {
  const parts = message.content.flatMap((part, index) =>
    listed(writeSaid(part, `${path}.content[${index}]`, notes)),
  )
  if (parts.length === 0) {
    notes.add('dropped', path, 'It says nothing.')
    return
  }
  const before = (system.parts ?? []) as readonly JsonObject[]
  Object.assign(system, message.extra?.[gemini], { parts: [...before, ...parts] })
}

function writeUser(message: UserMessage, path: string, quirks: GeminiQuirks, notes: Notes): JsonObject[] {
  return message.content.flatMap((part, index): readonly JsonObject[] => {
    const at = `${path}.content[${index}]`
    if (part.type === 'text') return listed(writeSaid(part, at, notes))
    notes.foreign(part.extra, at)
    return [writeFile(part, at, notes, noDetail(quirks))]
  })
}

function listed(part: JsonObject | undefined): readonly JsonObject[] {
  return part ? [part] : []
}

function noDetail({ detail }: GeminiQuirks): string | undefined {
  return detail === false ? 'The model takes no level of detail for a single file.' : undefined
}

function writeModel(
  message: AssistantMessage,
  path: string,
  quirks: GeminiQuirks,
  notes: Notes,
): JsonObject[] {
  const parts: JsonObject[] = []
  for (const [index, part] of message.content.entries()) {
    const at = `${path}.content[${index}]`
    if (part.type === 'source') notes.add('dropped', at, 'A conversation has no sources on this wire.')
    const written = part.type === 'text' ? writeSaid(part, at, notes) : writeAnswerPart(part, at, notes)
    if (written) parts.push(written)
  }
  return quirks.signedCalls ? signed(parts, path, notes) : parts
}

/** What the vendor wants on a call that it did not sign: https://ai.google.dev/gemini-api/docs/thought-signatures */
export const unsigned = 'skip_thought_signature_validator'

/** Of the calls of one turn the first has to be signed. */
function signed(parts: JsonObject[], path: string, notes: Notes): JsonObject[] {
  const at = parts.findIndex(part => isObject(part.functionCall))
  const first = parts[at]
  if (!first || first.thoughtSignature !== undefined) return parts
  notes.add(
    'emulated',
    `${path}.content`,
    'Its calls have no signature of this vendor; they are sent with its word for that.',
  )
  return parts.with(at, { ...first, thoughtSignature: unsigned })
}

function writeResults(
  message: ToolMessage,
  path: string,
  names: ReadonlyMap<string, string>,
  quirks: GeminiQuirks,
  notes: Notes,
): JsonObject[] {
  return message.content.flatMap((result, index) => {
    const at = `${path}.content[${index}]`
    notes.foreign(result.extra, at)
    const name = names.get(result.callId) ?? result.callId
    return writeToolResult(result, at, notes, { name, files: quirks.filesInResults !== false })
  })
}

/** The wire wants a result to name its tool, where others are content with the id of the call. */
function namesOfCalls(messages: readonly Message[]): ReadonlyMap<string, string> {
  const calls = messages.flatMap(message =>
    message.role === 'assistant' ? message.content.filter(part => part.type === 'tool-call') : [],
  )
  return new Map(calls.map(call => [call.id, call.name]))
}
