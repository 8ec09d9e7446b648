import type { FunctionTool, JsonObject, JsonValue, Tool, ToolChoice } from '@lucid-gateway/core'
import { arrayAt, invalid, maybeObject, maybeText, nameAt, textAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { type JsonDraft } from '../kit/json.ts'
import { listOf, maybeMessage, messageAt } from './fields.ts'
import { jsonSchema } from './schema.ts'
import { gemini } from './wire.ts'

/** The tools that the vendor runs, in https://ai.google.dev/api/caching#Tool, and of Vertex AI */
const toolFields = new Set([
  'functionDeclarations',
  'googleSearch',
  'googleSearchRetrieval',
  'codeExecution',
  'urlContext',
  'computerUse',
  'fileSearch',
  'googleMaps',
  'mcpServers',
  'enterpriseWebSearch',
])
const functionFields = new Set(['name', 'description', 'parameters', 'parametersJsonSchema'])

/** One tool of the wire holds many functions, and tools of the vendor beside them. */
export function readTools(value: JsonValue): readonly Tool[] {
  return listOf(value).flatMap((source, index) => {
    const path = `tools[${index}]`
    const tool = messageAt(source, path, toolFields)
    return Object.entries(tool).flatMap(([name, its]): readonly Tool[] => {
      if (name !== 'functionDeclarations')
        return [{ type: 'vendor', name, extra: { [gemini]: { [name]: its } } }]
      return listOf(its).map((each, at) => readFunction(each, `${path}.functionDeclarations[${at}]`))
    })
  })
}

function readFunction(value: JsonValue, path: string): FunctionTool {
  const source = messageAt(value, path, functionFields)
  const description = maybeText(source.description, `${path}.description`)
  const own = maybeObject(source.parameters, `${path}.parameters`)
  const parameters =
    maybeObject(source.parametersJsonSchema, `${path}.parametersJsonSchema`) ?? (own && jsonSchema(own))
  return {
    type: 'function',
    name: nameAt(source.name, `${path}.name`),
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
    ...extraOf(gemini, unknownFields(source, functionFields)),
  }
}

export interface ReadToolConfig {
  readonly choice?: ToolChoice
  /** True where calls must fit the schemas: the wire says it of all tools at once. */
  readonly strict?: boolean
  readonly kept?: JsonObject
}

const configFields = new Set(['functionCallingConfig'])
const callingFields = new Set(['mode', 'allowedFunctionNames'])

/** https://ai.google.dev/api/caching#ToolConfig */
export function readToolConfig(value: JsonValue | undefined): ReadToolConfig {
  const config = maybeMessage(value, 'toolConfig', configFields)
  if (!config) return {}
  const path = 'toolConfig.functionCallingConfig'
  const calling = maybeMessage(config.functionCallingConfig, path, callingFields)
  const nested = calling && unknownFields(calling, callingFields)
  const kept: JsonDraft = { ...unknownFields(config, configFields) }
  if (nested) kept.functionCallingConfig = nested
  return {
    ...(calling ? readCalling(calling, path) : {}),
    ...(Object.keys(kept).length > 0 ? { kept } : {}),
  }
}

function readCalling(calling: JsonObject, path: string): ReadToolConfig {
  const mode = maybeText(calling.mode, `${path}.mode`)?.toUpperCase()
  const names = arrayAt(calling.allowedFunctionNames ?? [], `${path}.allowedFunctionNames`).map(
    (name, index) => textAt(name, `${path}.allowedFunctionNames[${index}]`),
  )
  const [only] = names
  switch (mode) {
    case undefined:
    case 'MODE_UNSPECIFIED':
      return {}
    case 'NONE':
      return { choice: { type: 'none' } }
    case 'AUTO':
      return { choice: { type: 'auto' } }
    case 'VALIDATED':
      return names.length > 0 ? { choice: { type: 'allowed', mode: 'auto', names } } : { strict: true }
    case 'ANY':
      if (only === undefined) return { choice: { type: 'required' } }
      return {
        choice:
          names.length === 1 ? { type: 'tool', name: only } : { type: 'allowed', mode: 'required', names },
      }
    default:
      throw invalid(
        `${path}.mode`,
        `"${path}.mode" must be AUTO, ANY, NONE or VALIDATED.`,
        'Say which of them.',
      )
  }
}
