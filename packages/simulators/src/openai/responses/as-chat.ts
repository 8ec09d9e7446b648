import type { ChatBody } from '../check-chat.ts'
import { type Fields, isFields } from '../shape.ts'
import type { ResponsesBody } from './check-body.ts'

/** The same request in the words of the other endpoint: one model answers both. */
export function asChat(body: ResponsesBody, items: readonly Fields[]): ChatBody {
  const config = isFields(body['text']) ? body['text'] : {}
  const reasoning = isFields(body['reasoning']) ? body['reasoning'] : {}
  const instructions = body['instructions']
  return {
    model: body.model,
    messages: [
      ...(typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : []),
      ...items.flatMap(messageOf),
    ],
    ...(Array.isArray(body['tools']) && body['tools'].length > 0
      ? { tools: (body['tools'] as readonly Fields[]).flatMap(toolOf) }
      : {}),
    tool_choice: choiceOf(body['tool_choice']),
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    response_format: formatOf(config['format']),
    max_completion_tokens: body['max_output_tokens'],
    reasoning_effort: reasoning['effort'],
  }
}

function messageOf(item: Fields): readonly Fields[] {
  switch (item['type']) {
    case 'message':
      return [{ role: item['role'], content: contentOf(item['content']) }]
    case 'function_call_output':
    case 'custom_tool_call_output':
      return [{ role: 'tool', content: contentOf(item['output']) }]
    case 'reasoning':
      return []
    default:
      return [{ role: 'assistant', content: String(item['arguments'] ?? item['input'] ?? '') }]
  }
}

function contentOf(content: unknown): unknown {
  if (!Array.isArray(content)) return content
  return (content as readonly Fields[]).map(part => {
    switch (part['type']) {
      case 'input_image':
        return {
          type: 'image_url',
          image_url: { url: part['image_url'] ?? `file:${String(part['file_id'])}` },
        }
      case 'input_file':
        return {
          type: 'file',
          file: { filename: part['filename'] ?? part['file_url'], file_id: part['file_id'] },
        }
      default:
        return { type: 'text', text: part['text'] ?? part['refusal'] }
    }
  })
}

function toolOf(tool: Fields): readonly Fields[] {
  return tool['type'] === 'function' ? [{ type: 'function', function: tool }] : []
}

function choiceOf(choice: unknown): unknown {
  if (!isFields(choice)) return choice ?? undefined
  const named = (one: Fields): Fields => ({ type: one['type'], [String(one['type'])]: { name: one['name'] } })
  if (choice['type'] !== 'allowed_tools') return named(choice)
  const tools = (choice['tools'] as readonly Fields[]).map(named)
  return { type: 'allowed_tools', allowed_tools: { mode: choice['mode'], tools } }
}

function formatOf(format: unknown): unknown {
  return isFields(format) && format['type'] === 'json_schema'
    ? { type: 'json_schema', json_schema: format }
    : (format ?? undefined)
}
