import type {
  AssistantContent,
  AssistantMessage,
  JsonObject,
  JsonValue,
  Message,
  ToolMessage,
  UserMessage,
} from '@lucid-gateway/core'
import { arrayAt, invalid, maybeText, nameAt, objectAt, textAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { readContent, readTextContent } from './content-in.ts'
import { customCall, idMark, readItem } from './item-in.ts'
import { takeBack } from './reasoning.ts'
import { isResultItem, readResultItem } from './tool-items.ts'
import { openaiResponses } from './wire.ts'

const messageFields = new Set(['type', 'id', 'role', 'content', 'status'])
const outputFields = new Set(['type', 'id', 'call_id', 'output', 'status'])

export const customOutput = 'custom_tool_call_output'

/**
 * https://developers.openai.com/api/reference/resources/responses/methods/create: `input`, after the `instructions`.
 * What an assistant said between two words of others is one message, however many items it was.
 */
export function readInput(
  input: JsonValue | undefined,
  instructions: JsonValue | undefined,
): readonly Message[] {
  const messages: Message[] = readInstructions(instructions)
  if (typeof input === 'string')
    return [...messages, user(input === '' ? [] : [{ type: 'text', text: input }])]
  if (input === undefined || input === null) return messages
  let said: AssistantContent[] | undefined
  for (const [index, entry] of arrayAt(input, 'input').entries()) {
    const path = `input[${index}]`
    const item = objectAt(entry, path)
    const message = readOthers(item, path)
    if (message) {
      messages.push(message)
      said = undefined
      continue
    }
    if (!said) {
      said = []
      messages.push(assistant(said))
    }
    if (item.type !== 'reasoning' || !takeBack(item, said)) readItem(checked(item, path), said)
  }
  return messages
}

function user(content: UserMessage['content']): UserMessage {
  return { role: 'user', content }
}

function assistant(content: readonly AssistantContent[]): AssistantMessage {
  return { role: 'assistant', content }
}

function readInstructions(instructions: JsonValue | undefined): Message[] {
  const text = maybeText(instructions, 'instructions')
  if (text === undefined) return []
  const content = text === '' ? [] : [{ type: 'text', text } as const]
  return [{ role: 'system', content, extra: { [openaiResponses]: { '@instructions': true } } }]
}

/** Undefined for an item that the assistant said. */
function readOthers(item: JsonObject, path: string): Message | undefined {
  const { type, role } = item
  if (type === 'function_call_output' || type === customOutput) return readOutput(item, path)
  if (isResultItem(type)) return { role: 'tool', content: [readResultItem(item)] }
  if (type !== undefined && type !== 'message') return undefined
  switch (role) {
    case 'user':
      return { ...user(readContent(item.content, `${path}.content`)), ...messageExtra(item) }
    case 'system':
    case 'developer':
      return { role, content: readTextContent(item.content, `${path}.content`), ...messageExtra(item) }
    case 'assistant':
    case undefined:
      return undefined
    default:
      throw invalid(
        `${path}.role`,
        `"${path}.role" must be system, developer, user or assistant.`,
        'Say who the message is from.',
      )
  }
}

function messageExtra(item: JsonObject): Pick<UserMessage, 'extra'> {
  return extraOf(openaiResponses, { ...unknownFields(item, messageFields), ...idMark(item) })
}

function readOutput(item: JsonObject, path: string): ToolMessage {
  const { output } = item
  const rest = unknownFields(item, outputFields)
  const custom = item.type === customOutput ? { type: customOutput } : {}
  return {
    role: 'tool',
    content: [
      {
        type: 'tool-result',
        callId: nameAt(item.call_id, `${path}.call_id`),
        content: readContent(output, `${path}.output`),
        ...extraOf(openaiResponses, { ...rest, ...custom, ...idMark(item) }),
      },
    ],
  }
}

/** The item itself, once what is read of it is known to be there. One without a type refers to an item by its id. */
function checked(item: JsonObject, path: string): JsonObject {
  switch (item.type) {
    case undefined:
    case null:
      if (item.role === 'assistant') return checkedMessage(item, path)
      nameAt(item.id, `${path}.id`)
      return { ...item, type: 'item_reference' }
    case 'message':
      return checkedMessage(item, path)
    case 'function_call':
    case customCall:
      nameAt(item.call_id, `${path}.call_id`)
      nameAt(item.name, `${path}.name`)
      textAt(
        item.type === customCall ? item.input : item.arguments,
        `${path}.${item.type === customCall ? 'input' : 'arguments'}`,
      )
      return item
    default:
      nameAt(item.type, `${path}.type`)
      return item
  }
}

function checkedMessage(item: JsonObject, path: string): JsonObject {
  if (typeof item.content !== 'string') {
    for (const [index, part] of arrayAt(item.content, `${path}.content`).entries()) {
      const at = `${path}.content[${index}]`
      nameAt(isObject(part) ? part.type : undefined, `${at}.type`)
    }
  }
  return item.type === 'message' ? item : { ...item, type: 'message' }
}
