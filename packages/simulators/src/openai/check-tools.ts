import { badRequest } from './api-error.ts'
import { checkStrictSchema } from './json-schema.ts'
import {
  anything,
  array,
  type Check,
  type Fields,
  flag,
  isFields,
  object,
  oneOf,
  orNull,
  record,
  tagged,
  text,
  textOr,
} from './shape.ts'

// https://developers.openai.com/api/docs/guides/function-calling

/** Functions that take nothing have to say so, and lists what they are of, strict or not. */
export function checkSpelledOut(parameters: unknown, name: string, param: string): void {
  if (!isFields(parameters) || Object.keys(parameters).length === 0) return
  const refuse = (context: string, rule: string): never => {
    const message = `Invalid schema for function '${name}': In context=${context}, ${rule}.`
    throw badRequest(message, param, 'invalid_function_parameters')
  }
  const { properties } = parameters
  if (properties === undefined) refuse('()', 'object schema missing properties')
  for (const [key, each] of Object.entries(isFields(properties) ? properties : {})) {
    if (isFields(each) && each['type'] === 'array' && each['items'] === undefined)
      refuse(`('properties', '${key}')`, 'array schema missing items')
  }
}

const toolName = text({ pattern: /^[a-zA-Z0-9_-]+$/, max: 64 })

const functionBody: Check = (value, path) => {
  object({ 'name!': toolName, description: text(), parameters: record(anything), strict: orNull(flag) })(
    value,
    path,
  )
  const { name, parameters, strict } = value as Fields
  const param = `${path}.parameters`
  if (isFields(parameters) && Object.keys(parameters).length > 0 && parameters['type'] !== 'object') {
    const message = `Invalid schema for function '${String(name)}': schema must be a JSON Schema of 'type: "object"', got 'type: "${String(parameters['type'])}"'.`
    throw badRequest(message, param, 'invalid_function_parameters')
  }
  checkSpelledOut(parameters, String(name), param)
  if (strict === true)
    checkStrictSchema(parameters, `function '${String(name)}'`, param, 'invalid_function_parameters')
}

const grammar = object({ 'syntax!': oneOf('lark', 'regex'), 'definition!': text() })
const customFormat = tagged('type', {
  text: object({ 'type!': anything }),
  grammar: object({ 'type!': anything, 'grammar!': grammar }),
})

export const tools = array(
  tagged('type', {
    function: object({ 'type!': anything, 'function!': functionBody }),
    custom: object({
      'type!': anything,
      'custom!': object({ 'name!': toolName, description: text(), format: customFormat }),
    }),
  }),
  1,
  128,
)

const named = object({ 'name!': text() })

export const toolChoice = textOr(
  oneOf('none', 'auto', 'required'),
  tagged('type', {
    function: object({ 'type!': anything, 'function!': named }),
    custom: object({ 'type!': anything, 'custom!': named }),
    allowed_tools: object({
      'type!': anything,
      'allowed_tools!': object({ 'mode!': oneOf('auto', 'required'), 'tools!': array(record(anything), 1) }),
    }),
  }),
)

const jsonSchema: Check = (value, path) => {
  object({ 'name!': toolName, description: text(), schema: record(anything), strict: orNull(flag) })(
    value,
    path,
  )
  const { name, schema, strict } = value as Fields
  if (strict === true) checkStrictSchema(schema, `response_format '${String(name)}'`, 'response_format', null)
}

export const responseFormat = tagged('type', {
  text: object({ 'type!': anything }),
  json_object: object({ 'type!': anything }),
  json_schema: object({ 'type!': anything, 'json_schema!': jsonSchema }),
})

/** The tools and the choice between them have to fit each other. */
export function checkToolUse(body: Fields): void {
  const offered = (body['tools'] as readonly Fields[] | undefined) ?? []
  if (offered.length === 0) {
    for (const param of ['tool_choice', 'parallel_tool_calls']) {
      if (body[param] !== undefined) {
        throw badRequest(`'${param}' is only allowed when 'tools' are specified.`, param)
      }
    }
  }
  const names = offered
    .map(tool => (tool['function'] ?? tool['custom']) as Fields)
    .map(tool => String(tool['name']))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw badRequest(`Duplicate tool name '${twice}'.`, 'tools')
  for (const wanted of chosenNames(body['tool_choice'])) {
    if (!names.includes(wanted)) {
      throw badRequest(
        `Tool choice '${wanted}' not found in 'tools' parameter.`,
        'tool_choice',
        'invalid_value',
      )
    }
  }
}

/** The tools that a choice names. */
export function chosenNames(choice: unknown): readonly string[] {
  if (!isFields(choice)) return []
  const one = choice['function'] ?? choice['custom']
  if (isFields(one)) return [String(one['name'])]
  const allowed = isFields(choice['allowed_tools']) ? choice['allowed_tools']['tools'] : []
  return (Array.isArray(allowed) ? allowed : []).flatMap(tool => {
    const inner: unknown = isFields(tool) ? (tool['function'] ?? tool['custom']) : undefined
    return isFields(inner) ? [String(inner['name'])] : []
  })
}
