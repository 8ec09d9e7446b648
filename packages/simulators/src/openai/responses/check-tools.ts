import { badRequest } from '../api-error.ts'
import { checkSpelledOut } from '../check-tools.ts'
import { checkStrictSchema } from '../json-schema.ts'
import {
  anything,
  array,
  type Check,
  type Fields,
  flag,
  integer,
  isFields,
  object,
  oneOf,
  orNull,
  record,
  tagged,
  text,
  textOr,
} from '../shape.ts'

// https://developers.openai.com/api/docs/guides/tools

const toolName = text({ pattern: /^[a-zA-Z0-9_-]+$/, max: 128 })
const typed = (fields: Readonly<Record<string, Check>>): Check => object({ 'type!': anything, ...fields })

const functionTool: Check = (value, path) => {
  typed({
    'name!': toolName,
    description: orNull(text()),
    parameters: orNull(record(anything)),
    strict: orNull(flag),
    defer_loading: flag,
    output_schema: orNull(record(anything)),
  })(value, path)
  const { name, parameters, strict } = value as Fields
  const param = `${path}.parameters`
  if (isFields(parameters) && Object.keys(parameters).length > 0 && parameters['type'] !== 'object') {
    const message = `Invalid schema for function '${String(name)}': schema must be a JSON Schema of 'type: "object"', got 'type: "${String(parameters['type'])}"'.`
    throw badRequest(message, param, 'invalid_function_parameters')
  }
  checkSpelledOut(parameters, String(name), param)
  if (strict === true) {
    checkStrictSchema(parameters, `function '${String(name)}'`, param, 'invalid_function_parameters')
  }
}

const format = tagged('type', {
  text: typed({}),
  grammar: typed({ 'syntax!': oneOf('lark', 'regex'), 'definition!': text() }),
})
const webSearch = typed({
  filters: orNull(object({ allowed_domains: orNull(array(text())) })),
  search_context_size: oneOf('low', 'medium', 'high'),
  user_location: orNull(record(anything)),
})

export const tools = array(
  tagged('type', {
    function: functionTool,
    custom: typed({ 'name!': toolName, description: text(), format }),
    web_search: webSearch,
    web_search_preview: webSearch,
    file_search: typed({
      'vector_store_ids!': array(text(), 1),
      filters: anything,
      max_num_results: integer(1, 50),
      ranking_options: anything,
    }),
    code_interpreter: typed({ 'container!': textOr(text(), record(anything)) }),
    image_generation: record(anything),
    mcp: record(anything),
  }),
  0,
  128,
)

export const toolChoice = textOr(
  oneOf('none', 'auto', 'required'),
  tagged('type', {
    function: typed({ 'name!': text() }),
    custom: typed({ 'name!': text() }),
    allowed_tools: typed({ 'mode!': oneOf('auto', 'required'), 'tools!': array(record(anything), 1) }),
    web_search_preview: typed({}),
    file_search: typed({}),
    image_generation: typed({}),
    code_interpreter: typed({}),
    mcp: typed({ 'server_label!': text(), name: orNull(text()) }),
  }),
)

const jsonSchema: Check = (value, path) => {
  typed({ 'name!': toolName, description: text(), 'schema!': record(anything), strict: orNull(flag) })(
    value,
    path,
  )
  const { name, schema, strict } = value as Fields
  if (strict === true) checkStrictSchema(schema, `response_format '${String(name)}'`, path, null)
}

export const textConfig = object({
  format: tagged('type', { text: typed({}), json_object: typed({}), json_schema: jsonSchema }),
  verbosity: orNull(oneOf('low', 'medium', 'high')),
})

/** The tools and the choice between them have to fit each other. */
export function checkToolUse(body: Fields): void {
  const names = ((body['tools'] as readonly Fields[] | undefined) ?? []).flatMap(tool =>
    tool['name'] === undefined ? [] : [String(tool['name'])],
  )
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw badRequest(`Duplicate tool name '${twice}'.`, 'tools')
  for (const wanted of chosen(body['tool_choice'])) {
    if (!names.includes(wanted)) {
      throw badRequest(`Tool choice '${wanted}' not found in 'tools' parameter.`, 'tool_choice')
    }
  }
}

function chosen(choice: unknown): readonly string[] {
  if (!isFields(choice)) return []
  if (choice['type'] === 'function' || choice['type'] === 'custom') return [String(choice['name'])]
  const allowed = choice['type'] === 'allowed_tools' ? (choice['tools'] as readonly Fields[]) : []
  return allowed.flatMap(tool => (tool['name'] === undefined ? [] : [String(tool['name'])]))
}
