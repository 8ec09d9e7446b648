import type { JsonObject, JsonValue, Tool, ToolChoice } from '@lucid-gateway/core'
import { arrayAt, maybeFlag, maybeObject, maybeText, nameAt, objectAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { anthropicMessages } from './wire.ts'

const functionFields = new Set(['name', 'description', 'input_schema', 'strict'])
const choiceFields = new Set(['type', 'name', 'disable_parallel_tool_use'])

/** https://platform.claude.com/docs/en/api/messages: `tools` */
export function readTools(value: JsonValue): readonly Tool[] {
  return arrayAt(value, 'tools').map((tool, index) =>
    readTool(objectAt(tool, `tools[${index}]`), `tools[${index}]`),
  )
}

function readTool(tool: JsonObject, path: string): Tool {
  const type = maybeText(tool.type, `${path}.type`)
  if (type !== undefined && type !== 'custom') {
    const name = typeof tool.name === 'string' && tool.name !== '' ? tool.name : type
    return { type: 'vendor', name, extra: { [anthropicMessages]: tool } }
  }
  const description = maybeText(tool.description, `${path}.description`)
  const parameters = maybeObject(tool.input_schema, `${path}.input_schema`)
  const strict = maybeFlag(tool.strict, `${path}.strict`)
  return {
    type: 'function',
    name: nameAt(tool.name, `${path}.name`),
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(strict === undefined ? {} : { strict }),
    ...extraOf(anthropicMessages, unknownFields(tool, functionFields)),
  }
}

export interface ReadChoice {
  readonly choice: ToolChoice | undefined
  readonly parallel: boolean | undefined
  /** What has no canonical word. */
  readonly rest: JsonObject | undefined
}

/** https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools#controlling-claudes-output */
export function readToolChoice(value: JsonObject): ReadChoice {
  const disabled = maybeFlag(value.disable_parallel_tool_use, 'tool_choice.disable_parallel_tool_use')
  const choice = choiceOf(value)
  return {
    choice,
    parallel: disabled === undefined ? undefined : !disabled,
    rest: choice ? unknownFields(value, choiceFields) : value,
  }
}

function choiceOf(value: JsonObject): ToolChoice | undefined {
  switch (nameAt(value.type, 'tool_choice.type')) {
    case 'auto':
      return { type: 'auto' }
    case 'none':
      return { type: 'none' }
    case 'any':
      return { type: 'required' }
    case 'tool':
      return { type: 'tool', name: nameAt(value.name, 'tool_choice.name') }
    default:
      return undefined
  }
}
