import type {
  AssistantContent,
  AssistantMessage,
  JsonObject,
  JsonValue,
  Message,
  ReceiptEntry,
  ToolCallPart,
  ToolMessage,
} from '@lucid-gateway/core'
import { arrayAt, invalid, maybeText, nameAt, objectAt, textAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { readContent, readForeignPart, readTextContent, readUserContent } from './content-in.ts'
import { plainId, thoughtsIn } from './sealed-id.ts'
import { readToolCall } from './tool-call.ts'
import { openedTurn } from './turn-opened.ts'
import { openaiChat } from './wire.ts'

const plainFields = new Set(['role', 'content', 'name'])
const assistantFields = new Set([
  'role',
  'content',
  'name',
  'refusal',
  'reasoning',
  'reasoning_content',
  'tool_calls',
  'function_call',
  'audio',
])
const assistantFieldsWithDetails = new Set([...assistantFields, 'reasoning_details'])
const toolFields = new Set(['role', 'content', 'name', 'tool_call_id'])
const partFields = new Set(['type', 'text', 'refusal'])

/** https://platform.openai.com/docs/api-reference/chat/create: `messages` */
export function readMessages(value: JsonValue | undefined, receipt: ReceiptEntry[]): readonly Message[] {
  const messages = arrayAt(value, 'messages')
  if (messages.length === 0) throw invalid('messages', '"messages" is empty.', 'Send at least one message.')
  const legacy = new LegacyCalls(receipt)
  return messages.map((message, index) => {
    const path = `messages[${index}]`
    return readMessage(objectAt(message, path), path, legacy)
  })
}

function readMessage(message: JsonObject, path: string, legacy: LegacyCalls): Message {
  switch (message.role) {
    case 'system':
    case 'developer':
      return {
        role: message.role,
        content: readTextContent(message.content, `${path}.content`),
        ...head(message, path, plainFields),
      }
    case 'user':
      return {
        role: 'user',
        content: readUserContent(message.content, `${path}.content`),
        ...head(message, path, plainFields),
      }
    case 'assistant':
      return readAssistant(message, path, legacy)
    case 'tool':
      return readToolMessage(message, path, nameAt(message.tool_call_id, `${path}.tool_call_id`))
    case 'function':
      return readToolMessage(message, path, legacy.answered(nameAt(message.name, `${path}.name`), path))
    default:
      throw invalid(
        `${path}.role`,
        `"${path}.role" must be system, developer, user, assistant or tool.`,
        'Say who the message is from.',
      )
  }
}

function head(
  message: JsonObject,
  path: string,
  fields: ReadonlySet<string>,
): Pick<AssistantMessage, 'name' | 'extra'> {
  const name = maybeText(message.name, `${path}.name`)
  return { ...(name === undefined ? {} : { name }), ...extraOf(openaiChat, unknownFields(message, fields)) }
}

function readToolMessage(message: JsonObject, path: string, callId: string): ToolMessage {
  const name = maybeText(message.name, `${path}.name`)
  const content = message.content === null ? [] : readTextContent(message.content, `${path}.content`)
  return {
    role: 'tool',
    content: [
      { type: 'tool-result', callId: plainId(callId), ...(name === undefined ? {} : { name }), content },
    ],
    ...extraOf(openaiChat, unknownFields(message, toolFields)),
  }
}

function readAssistant(message: JsonObject, path: string, legacy: LegacyCalls): AssistantMessage {
  const content: AssistantContent[] = []
  const reasoning = message.reasoning ?? message.reasoning_content
  if (typeof reasoning === 'string' && reasoning !== '') content.push({ type: 'reasoning', text: reasoning })
  if (message.content !== null && message.content !== undefined) {
    content.push(...readContent<AssistantContent>(message.content, `${path}.content`, readAssistantPart))
  }
  const refusal = maybeText(message.refusal, `${path}.refusal`)
  if (refusal) content.push({ type: 'refusal', text: refusal })
  if (message.audio !== null && message.audio !== undefined) {
    const { id } = objectAt(message.audio, `${path}.audio`)
    content.push({
      type: 'file',
      mediaType: 'audio/*',
      data: { kind: 'reference', id: nameAt(id, `${path}.audio.id`) },
    })
  }
  if (message.tool_calls !== null && message.tool_calls !== undefined) {
    const calls = arrayAt(message.tool_calls, `${path}.tool_calls`)
    content.push(...calls.map((call, index) => readCall(call, `${path}.tool_calls[${index}]`)))
  }
  if (message.function_call !== null && message.function_call !== undefined) {
    content.push(
      legacy.called(objectAt(message.function_call, `${path}.function_call`), `${path}.function_call`),
    )
  }
  const details = thoughtsIn(message.reasoning_details)
  const fields = details ? assistantFieldsWithDetails : assistantFields
  return { role: 'assistant', content: openedTurn(content, details), ...head(message, path, fields) }
}

function readAssistantPart(part: JsonObject, path: string): AssistantContent {
  const extra = () => extraOf(openaiChat, unknownFields(part, partFields))
  if (part.type === 'text') return { type: 'text', text: textAt(part.text, `${path}.text`), ...extra() }
  if (part.type === 'refusal')
    return { type: 'refusal', text: textAt(part.refusal, `${path}.refusal`), ...extra() }
  nameAt(part.type, `${path}.type`)
  return readForeignPart(part)
}

function readCall(value: JsonValue, path: string): ToolCallPart {
  const call = objectAt(value, path)
  const custom = call.type === 'custom'
  const inner = objectAt(custom ? call.custom : call.function, custom ? `${path}.custom` : `${path}.function`)
  nameAt(call.id, `${path}.id`)
  nameAt(inner.name, `${path}.${custom ? 'custom' : 'function'}.name`)
  textAt(
    custom ? inner.input : inner.arguments,
    custom ? `${path}.custom.input` : `${path}.function.arguments`,
  )
  return readToolCall(call)
}

/** The form from before tool calls had ids: one call a turn, answered by a message of role `function`. */
class LegacyCalls {
  readonly #receipt: ReceiptEntry[]
  readonly #open = new Map<string, string>()
  #count = 0

  constructor(receipt: ReceiptEntry[]) {
    this.#receipt = receipt
  }

  called(call: JsonObject, path: string): ToolCallPart {
    const name = nameAt(call.name, `${path}.name`)
    const id = `call_legacy_${this.#count++}`
    this.#open.set(name, id)
    this.#receipt.push({ action: 'coerced', field: path, reason: 'A function call is sent as a tool call.' })
    return { type: 'tool-call', id, name, input: textAt(call.arguments, `${path}.arguments`) }
  }

  answered(name: string, path: string): string {
    const id = this.#open.get(name)
    if (id === undefined) {
      throw invalid(
        `${path}.name`,
        `No function call before this message was to "${name}".`,
        'Send the call too.',
      )
    }
    this.#receipt.push({
      action: 'coerced',
      field: path,
      reason: 'A function message is sent as a tool message.',
    })
    return id
  }
}
