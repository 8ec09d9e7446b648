import type { JsonObject, Message, SystemMessage, ToolMessage, UserMessage } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { writeContent } from './content-out.ts'
import { customOutput } from './input-in.ts'
import { customCall } from './item-in.ts'
import { writeItems } from './item-out.ts'
import type { ResponsesQuirks } from './quirks.ts'
import { isResultItem } from './tool-items.ts'
import { keptOf, markOf } from './wire.ts'

export interface WrittenInput {
  readonly instructions: string | undefined
  readonly input: readonly JsonObject[]
}

export function writeInput(
  messages: readonly Message[],
  quirks: ResponsesQuirks,
  notes: Notes,
): WrittenInput {
  const [first, ...others] = messages
  const instructions = first?.role === 'system' ? instructionsOf(first) : undefined
  const custom = new Set<string>()
  const input = (instructions === undefined ? messages : others).flatMap((message, index) => {
    const at = `messages[${instructions === undefined ? index : index + 1}]`
    return writeMessage(message, at, quirks, custom, notes)
  })
  return { instructions, input }
}

/** Instructions that came as such go as such; those of other wires are a part of the conversation. */
function instructionsOf(message: SystemMessage): string | undefined {
  const [only, ...others] = message.content
  const plain = others.length === 0 && !only?.extra && message.name === undefined && !keptOf(message.extra)
  return plain && markOf(message.extra, '@instructions') === true ? (only?.text ?? '') : undefined
}

function writeMessage(
  message: Message,
  path: string,
  quirks: ResponsesQuirks,
  custom: Set<string>,
  notes: Notes,
): readonly JsonObject[] {
  notes.foreign(message.extra, path)
  if ('name' in message && message.name !== undefined) {
    notes.add('dropped', `${path}.name`, 'Messages have no names on this wire.')
  }
  switch (message.role) {
    case 'system':
    case 'developer':
      return [writeSpoken(message, quirks.systemRole ?? message.role, path, notes)]
    case 'user':
      return [writeSpoken(message, 'user', path, notes)]
    case 'assistant':
      for (const part of message.content) {
        if (part.type === 'tool-call' && keptOf(part.extra)?.type === customCall) custom.add(part.id)
      }
      if (keptOf(message.extra)) {
        notes.add(
          'dropped',
          `${path}.extra`,
          'What an assistant said is several items here, with fields each.',
        )
      }
      return writeItems(message.content, `${path}.content`, { notes })
    case 'tool':
      return writeResults(message, path, custom, notes)
  }
}

function writeSpoken(
  message: SystemMessage | UserMessage,
  role: string,
  path: string,
  notes: Notes,
): JsonObject {
  const id = markOf(message.extra, '@id')
  const known: JsonDraft = id === undefined ? {} : { type: 'message', id }
  known.role = role
  known.content = writeContent(message.content, `${path}.content`, notes)
  return withKept(keptOf(message.extra), known)
}

/** The wire has one item for each result. */
function writeResults(
  message: ToolMessage,
  path: string,
  custom: ReadonlySet<string>,
  notes: Notes,
): readonly JsonObject[] {
  return message.content.map((result, index) => {
    const at = `${path}.content[${index}]`
    notes.foreign(result.extra, at)
    if (result.failed) notes.add('dropped', `${at}.failed`, 'The wire has no mark for a tool that failed.')
    const kept = keptOf(result.extra)
    if (kept && isResultItem(kept.type)) return kept
    const known: JsonDraft = { type: custom.has(result.callId) ? customOutput : 'function_call_output' }
    put(known, 'id', markOf(result.extra, '@id'))
    known.call_id = result.callId
    known.output = writeContent(result.content, `${at}.content`, notes)
    const { type = known.type, ...rest } = { ...keptOf(message.extra), ...kept }
    return withKept(rest, { ...known, type })
  })
}
