import type { JsonObject, JsonValue, Tool, ToolChoice } from '@lucid-gateway/core'
import { arrayAt, nameAt, objectAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { readChoice } from '../openai-chat/choice-in.ts'
import { readFunction } from '../openai-chat/tool-in.ts'
import { openaiResponses } from './wire.ts'

const functionFields = new Set(['type', 'name', 'description', 'parameters', 'strict'])

/** https://developers.openai.com/api/reference/resources/responses/methods/create: `tools` */
export function readTools(value: JsonValue): readonly Tool[] {
  return arrayAt(value, 'tools').map((tool, index) =>
    readTool(objectAt(tool, `tools[${index}]`), `tools[${index}]`),
  )
}

function readTool(tool: JsonObject, path: string): Tool {
  const type = nameAt(tool.type, `${path}.type`)
  if (type !== 'function') return { type: 'vendor', name: type, extra: { [openaiResponses]: tool } }
  const read = readFunction(tool, path)
  return {
    ...read,
    ...extraOf(openaiResponses, {
      ...unknownFields(tool, functionFields),
      ...(read.strict === undefined ? { '@strict': tool.strict === null ? null : 'unsaid' } : {}),
    }),
  }
}

/** Undefined for an object of a type that is not known: it stays in the extra of the request. */
export function readToolChoice(value: JsonValue): ToolChoice | undefined {
  return readChoice(value, {
    one: ({ name }) => nameAt(name, 'tool_choice.name'),
    allowed: choice => ({ at: choice, path: 'tool_choice' }),
    name: ({ name, type }) => (type === 'function' || type === 'custom' ? name : undefined),
  })
}
