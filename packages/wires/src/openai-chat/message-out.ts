import type {
  AssistantContent,
  AssistantMessage,
  JsonObject,
  Message,
  ToolMessage,
} from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import type { JsonDraft } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { joinedText, writeContent, writeText } from './content-out.ts'
import type { ChatQuirks } from './quirks.ts'
import { writeToolCall } from './tool-call.ts'
import { openaiChat } from './wire.ts'

export function writeMessages(
  messages: readonly Message[],
  quirks: ChatQuirks,
  notes: Notes,
): readonly JsonObject[] {
  const written: JsonObject[] = []
  let beside: JsonObject[] = []
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`
    notes.foreign(message.extra, path)
    if (message.role === 'tool') {
      const results = writeToolMessage(message, path, quirks, notes)
      written.push(...results.messages)
      beside.push(...results.files)
      continue
    }
    written.push(...saidByUser(beside), writeMessage(message, path, quirks, notes))
    beside = []
  }
  return [...written, ...saidByUser(beside)]
}

/** Files that tools gave; they can't stand before the last result of a turn. */
function saidByUser(files: readonly JsonObject[]): readonly JsonObject[] {
  return files.length > 0 ? [{ role: 'user', content: files }] : []
}

function writeMessage(
  message: Exclude<Message, ToolMessage>,
  path: string,
  quirks: ChatQuirks,
  notes: Notes,
): JsonObject {
  switch (message.role) {
    case 'system':
    case 'developer':
      return finished(message, {
        role: quirks.systemRole ?? message.role,
        content: writeContent(message.content, `${path}.content`, notes, quirks),
      })
    case 'user':
      return finished(message, {
        role: 'user',
        content: writeContent(message.content, `${path}.content`, notes, quirks),
      })
    case 'assistant':
      return finished(message, writeAssistant(message, `${path}.content`, quirks, notes))
  }
}

function finished(message: Exclude<Message, ToolMessage>, known: JsonDraft): JsonObject {
  if (message.name !== undefined) known.name = message.name
  return withKept(message.extra?.[openaiChat], known)
}

interface WrittenResults {
  readonly messages: readonly JsonObject[]
  /** What goes beside them. */
  readonly files: readonly JsonObject[]
}

/** The wire has one message for each result, of text alone. */
function writeToolMessage(
  message: ToolMessage,
  path: string,
  quirks: ChatQuirks,
  notes: Notes,
): WrittenResults {
  const files: JsonObject[] = []
  const messages = message.content.map((result, index) => {
    const at = `${path}.content[${index}]`
    notes.foreign(result.extra, at)
    if (result.failed) notes.add('dropped', `${at}.failed`, 'The wire has no mark for a tool that failed.')
    const known: JsonDraft = {
      role: 'tool',
      tool_call_id: result.callId,
      content: writeContent(result.content, `${at}.content`, notes, {
        textOnly: quirks.textOnly,
        ...(quirks.textOnly ? {} : { files }),
      }),
    }
    if (quirks.toolResultName && result.name !== undefined) known.name = result.name
    return withKept({ ...message.extra?.[openaiChat], ...result.extra?.[openaiChat] }, known)
  })
  return { messages, files }
}

/** What an assistant said, in the order that the wire can say it: reasoning, content, tool calls. */
function writeAssistant(
  message: AssistantMessage,
  path: string,
  quirks: ChatQuirks,
  notes: Notes,
): JsonDraft {
  const said: JsonObject[] = []
  const calls: JsonObject[] = []
  const reasoning: string[] = []
  const known: JsonDraft = { role: 'assistant' }
  for (const [index, part] of message.content.entries()) {
    const at = `${path}[${index}]`
    if (part.type !== 'reasoning') notes.foreign(part.extra, at)
    const late = calls.length > 0 || (part.type === 'reasoning' && said.length > 0)
    switch (part.type) {
      case 'text':
        said.push(writeText(part))
        break
      case 'refusal':
        said.push(withKept(part.extra?.[openaiChat], { type: 'refusal', refusal: part.text }))
        break
      case 'reasoning':
        if (quirks.reasoningField) reasoning.push(part.text)
        noteReasoning(part, at, quirks, notes, reasoning.length > 1)
        break
      case 'tool-call':
        if (part.executed) notes.add('dropped', at, 'The wire has no word for a tool that the vendor ran.')
        else calls.push(writeToolCall(part))
        break
      case 'file':
        if (part.data.kind === 'reference' && part.mediaType.startsWith('audio/'))
          known.audio = { id: part.data.id }
        else notes.add('dropped', at, 'An assistant message has no files on this wire.')
        break
      case 'tool-result':
      case 'source':
        notes.add('dropped', at, `An assistant message has no ${part.type} on this wire.`)
    }
    if (late && isSaid(part)) notes.add('coerced', at, 'The wire puts reasoning first and tool calls last.')
  }
  if (reasoning.length > 0 && quirks.reasoningField) known[quirks.reasoningField] = reasoning.join('')
  writeSaid(said, calls, message, known, quirks)
  if (calls.length > 0) known.tool_calls = calls
  return known
}

function isSaid(part: AssistantContent): boolean {
  return part.type === 'text' || part.type === 'refusal' || part.type === 'reasoning'
}

function noteReasoning(
  part: Extract<AssistantContent, { type: 'reasoning' }>,
  path: string,
  quirks: ChatQuirks,
  notes: Notes,
  joined: boolean,
): void {
  if (!quirks.reasoningField) {
    notes.add('dropped', path, 'The vendor takes no reasoning of earlier turns back.')
    return
  }
  notes.foreign(part.extra, path)
  if (joined) notes.add('coerced', path, 'Reasoning goes as one text.')
  if (part.signature !== undefined) notes.add('dropped', `${path}.signature`, 'The wire has no signatures.')
  if (part.encrypted !== undefined)
    notes.add('dropped', `${path}.encrypted`, 'The wire has no encrypted reasoning.')
}

function writeSaid(
  said: readonly JsonObject[],
  calls: readonly JsonObject[],
  message: AssistantMessage,
  known: JsonDraft,
  quirks: ChatQuirks,
): void {
  const [only] = said
  if (only && said.length === 1 && only.type === 'refusal' && Object.keys(only).length === 2) {
    known.content = null
    known.refusal = only.refusal
  } else if (only && said.length === 1 && only.type === 'text' && Object.keys(only).length === 2) {
    known.content = only.text
  } else if (said.length === 0) {
    known.content = calls.length > 0 || known.audio !== undefined ? null : ''
  } else {
    known.content = quirks.textOnly ? joinedText(said) : said
  }
}
