import type {
  AssistantContent,
  JsonObject,
  JsonValue,
  Message,
  ReceiptEntry,
  ToolResultPart,
  UserContent,
} from '@lucid-gateway/core'
import { arrayAt, invalid, nameAt, objectAt, textAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { readBlock } from './block-in.ts'
import { unsealed } from './carry.ts'
import { readContent, readSystemContent, readToolResult, readUserBlock } from './content-in.ts'
import { readImage } from './file-in.ts'
import { anthropicMessages } from './wire.ts'

const messageFields = new Set(['role', 'content'])

/** https://platform.claude.com/docs/en/api/messages: `system` and `messages` */
export function readMessages(body: JsonObject, receipt: ReceiptEntry[]): readonly Message[] {
  const list = arrayAt(body.messages, 'messages')
  if (list.length === 0) throw invalid('messages', '"messages" is empty.', 'Send at least one message.')
  const { system = null } = body
  const lead: readonly Message[] =
    system === null ? [] : [{ role: 'system', content: readSystemContent(system, 'system') }]
  return [
    ...lead,
    ...list.flatMap((message, index) =>
      readMessage(objectAt(message, `messages[${index}]`), `messages[${index}]`, receipt),
    ),
  ]
}

function readMessage(message: JsonObject, path: string, receipt: ReceiptEntry[]): readonly Message[] {
  const extra = extraOf(anthropicMessages, unknownFields(message, messageFields))
  switch (message.role) {
    case 'user':
      return readUser(message.content, `${path}.content`, extra, receipt)
    case 'assistant':
      return [
        {
          role: 'assistant',
          content: unsealed(
            readContent<AssistantContent>(message.content, `${path}.content`, readAssistantBlock),
          ),
          ...extra,
        },
      ]
    case 'system':
      return [{ role: 'system', content: readSystemContent(message.content, `${path}.content`), ...extra }]
    default:
      throw invalid(
        `${path}.role`,
        `"${path}.role" must be user, assistant or system.`,
        'Say who the message is from.',
      )
  }
}

/** Results of tools are a message of their own in canonical words; what the user says with them is the next one. */
function readUser(
  content: JsonValue | undefined,
  path: string,
  extra: Pick<Message, 'extra'>,
  receipt: ReceiptEntry[],
): readonly Message[] {
  const results: ToolResultPart[] = []
  const said: UserContent[] = []
  for (const part of readContent<UserContent | ToolResultPart>(content, path, readUserOrResult)) {
    if (part.type !== 'tool-result') said.push(part)
    else {
      if (said.length > 0)
        receipt.push({
          action: 'coerced',
          field: path,
          reason: 'Results of tools go before what is said with them.',
        })
      results.push(part)
    }
  }
  if (results.length === 0) return [{ role: 'user', content: said, ...extra }]
  if (said.length === 0) return [{ role: 'tool', content: results, ...extra }]
  return [
    { role: 'tool', content: results },
    { role: 'user', content: said, ...extra },
  ]
}

function readUserOrResult(block: JsonObject, path: string): readonly (UserContent | ToolResultPart)[] {
  return [block.type === 'tool_result' ? readToolResult(block, path) : readUserBlock(block, path)]
}

function readAssistantBlock(block: JsonObject, path: string): readonly AssistantContent[] {
  switch (nameAt(block.type, `${path}.type`)) {
    case 'text':
      textAt(block.text, `${path}.text`)
      break
    case 'thinking':
      textAt(block.thinking, `${path}.thinking`)
      textAt(block.signature, `${path}.signature`)
      break
    case 'redacted_thinking':
      textAt(block.data, `${path}.data`)
      break
    case 'tool_use':
      nameAt(block.id, `${path}.id`)
      nameAt(block.name, `${path}.name`)
      objectAt(block.input, `${path}.input`)
      break
    case 'image':
      return [readImage(block, path)]
  }
  return readBlock(block)
}
