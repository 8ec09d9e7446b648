import { badArgument } from './api-error.ts'
import { checkTurns } from './check-turns.ts'
import { type GenerateBody, generateRequest } from './messages.ts'
import type { GeminiModel } from './models.ts'
import type { Fields } from './proto.ts'

/** The body in the vendor's own spelling, or its refusal. */
export function checkGenerate(source: unknown, model: GeminiModel): GenerateBody {
  const body = generateRequest(source, '') as GenerateBody
  checkTurns(body.contents, model)
  const system = body.systemInstruction
  if (system && (system.parts ?? []).length === 0) {
    throw badArgument(
      '* GenerateContentRequest.system_instruction.parts: contents.parts must not be empty.\n',
    )
  }
  if (system?.parts?.some(part => typeof part['text'] !== 'string')) {
    throw badArgument('System instruction should be text only.')
  }
  checkTools(body)
  checkConfig(body.generationConfig ?? {}, model)
  checkLabels((body['labels'] ?? {}) as Fields)
  return body
}

export function declarationsOf({ tools = [] }: GenerateBody): readonly Fields[] {
  return tools.flatMap(tool => (tool['functionDeclarations'] as readonly Fields[] | undefined) ?? [])
}

const functionName = /^[A-Za-z_][\w.:-]{0,127}$/

function checkTools(body: GenerateBody): void {
  const declarations = declarationsOf(body)
  const names = declarations.map(declaration => String(declaration['name']))
  for (const [index, declaration] of declarations.entries()) {
    const path = `GenerateContentRequest.tools[0].function_declarations[${index}]`
    if (!functionName.test(names[index] ?? '')) {
      throw badArgument(
        `* ${path}.name: Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 128.\n`,
      )
    }
    if (declaration['parameters'] !== undefined && declaration['parametersJsonSchema'] !== undefined) {
      throw badArgument(`* ${path}: only one of parameters and parameters_json_schema may be set.\n`)
    }
    checkOwnSchema(declaration['parameters'] as Fields | undefined, `${path}.parameters`)
  }
  const repeatedName = names.find((name, index) => names.indexOf(name) !== index)
  if (repeatedName !== undefined) throw badArgument(`Duplicate function declaration found: ${repeatedName}`)
  checkCalling(body.toolConfig?.functionCallingConfig ?? {}, names)
}

function checkCalling(calling: Fields, names: readonly string[]): void {
  const { mode, allowedFunctionNames } = calling
  if (names.length === 0 && mode !== undefined && mode !== 'NONE' && mode !== 'AUTO') {
    throw badArgument('Function calling config is set without function_declarations.')
  }
  if (allowedFunctionNames === undefined) return
  if (mode !== 'ANY' && mode !== 'VALIDATED') {
    throw badArgument(
      'allowed_function_names should be set only when function calling mode is ANY or VALIDATED.',
    )
  }
  const stranger = (allowedFunctionNames as readonly string[]).find(name => !names.includes(name))
  if (stranger !== undefined) {
    throw badArgument(`Allowed function name '${stranger}' is not declared in function_declarations.`)
  }
}

/** Objects name their properties, and lists what is in them. */
function checkOwnSchema(schema: Fields | undefined, path: string): void {
  if (!schema) return
  const type = String(schema['type'] ?? '').toUpperCase()
  if (type === 'ARRAY' && schema['items'] === undefined)
    throw badArgument(`* ${path}.items: missing field.\n`)
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Fields>>
  if (Object.keys(properties).length > 0 && type !== 'OBJECT') {
    throw badArgument(`* ${path}.properties: only allowed for OBJECT type\n`)
  }
  for (const name of (schema['required'] ?? []) as readonly string[]) {
    if (!(name in properties)) throw badArgument(`* ${path}.required[0]: property is not defined\n`)
  }
  for (const [name, child] of Object.entries(properties)) checkOwnSchema(child, `${path}.properties[${name}]`)
  checkOwnSchema(schema['items'] as Fields | undefined, `${path}.items`)
}

function checkConfig(config: Fields, model: GeminiModel): void {
  const { stopSequences, responseMimeType, responseSchema, responseJsonSchema } = config
  if (Array.isArray(stopSequences) && stopSequences.length > 5) {
    throw badArgument('The number of stop sequences must be at most 5.')
  }
  if (responseMimeType !== undefined && !mimeTypes.has(String(responseMimeType))) {
    throw badArgument(
      `* GenerateContentRequest.generation_config.response_mime_type: allowed mimetypes are ${[...mimeTypes].map(one => `\`${one}\``).join(', ')}.\n`,
    )
  }
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    throw badArgument('Only one of response_schema and response_json_schema can be set.')
  }
  if ((responseSchema ?? responseJsonSchema) !== undefined && !/json|enum/.test(String(responseMimeType))) {
    throw badArgument(
      'Response schema is only supported with response_mime_type application/json or text/x.enum.',
    )
  }
  if (config['logprobs'] !== undefined && config['responseLogprobs'] !== true) {
    throw badArgument('Logprobs can only be set when response_logprobs is true.')
  }
  if (Number(config['maxOutputTokens'] ?? 1) > model.outputTokens) {
    throw badArgument(
      `Unable to submit request because it has a maxOutputTokens value of ${String(config['maxOutputTokens'])} but the supported range is from 1 (inclusive) to ${model.outputTokens + 1} (exclusive).`,
    )
  }
  checkThinking((config['thinkingConfig'] ?? {}) as Fields, model)
}

const mimeTypes = new Set([
  'text/plain',
  'application/json',
  'application/xml',
  'application/yaml',
  'text/x.enum',
])

function checkThinking(config: Fields, { thinking }: GeminiModel): void {
  const { thinkingLevel, thinkingBudget } = config
  if (Object.keys(config).length === 0) return
  if (!thinking) throw badArgument('Thinking is not enabled for this model.')
  if (thinkingLevel !== undefined && thinkingBudget !== undefined) {
    throw badArgument('You can only set only one of thinking budget and thinking level.')
  }
  if (thinkingLevel !== undefined && !thinking.levels?.includes(String(thinkingLevel))) {
    throw badArgument(
      thinking.levels
        ? `Thinking level ${String(thinkingLevel)} is not supported for this model.`
        : 'Thinking level is not supported for this model.',
    )
  }
  if (typeof thinkingBudget !== 'number' || thinkingBudget === -1) return
  if (thinkingBudget === 0) {
    if (thinking.off || thinking.levels) return
    throw badArgument('Budget 0 is invalid. This model only works in thinking mode.')
  }
  const [least, most] = thinking.budget
  if (thinkingBudget < least || thinkingBudget > most) {
    throw badArgument(
      `The thinking budget ${thinkingBudget} is invalid. Please choose a value between ${least} and ${most}.`,
    )
  }
}

function checkLabels(labels: Fields): void {
  for (const [key, value] of Object.entries(labels)) {
    if (!/^\p{Ll}[\p{Ll}\p{N}_-]{0,62}$/u.test(key) || !/^[\p{Ll}\p{N}_-]{0,63}$/u.test(String(value))) {
      throw badArgument(`Invalid label: ${key}`)
    }
  }
}
