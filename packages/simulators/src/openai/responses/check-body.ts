import { type ApiError, badRequest } from '../api-error.ts'
import { modelFor, type SimulatedModel } from '../models.ts'
import {
  anything,
  array,
  decimal,
  type Fields,
  flag,
  integer,
  isFields,
  object,
  oneOf,
  orNull,
  record,
  text,
  textOr,
} from '../shape.ts'
import { input } from './check-items.ts'
import { checkToolUse, textConfig, toolChoice, tools } from './check-tools.ts'

/** The body of `POST /v1/responses` once it has been found good. */
export interface ResponsesBody extends Fields {
  readonly model: string
  readonly input?: string | readonly Fields[]
  readonly stream?: boolean | null
  readonly store?: boolean | null
}

const includable = oneOf(
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
)
const reasoning = orNull(
  object({
    context: orNull(oneOf('auto', 'current_turn', 'all_turns')),
    effort: orNull(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
    generate_summary: orNull(oneOf('auto', 'concise', 'detailed')),
    mode: text(),
    summary: orNull(oneOf('auto', 'concise', 'detailed')),
  }),
)

const counted = {
  conversation: orNull(textOr(text(), object({ 'id!': text() }))),
  input,
  instructions: orNull(text()),
  parallel_tool_calls: orNull(flag),
  previous_response_id: orNull(text()),
  reasoning,
  text: textConfig,
  tool_choice: toolChoice,
  tools,
  truncation: orNull(oneOf('auto', 'disabled')),
}

// https://developers.openai.com/api/reference/resources/responses/methods/create
const createBody = object({
  ...counted,
  'model!': text(),
  background: orNull(flag),
  include: orNull(array(includable)),
  max_output_tokens: orNull(integer(16)),
  max_tool_calls: orNull(integer(1)),
  metadata: orNull(record(text({ max: 512 }), 16)),
  prompt: orNull(object({ 'id!': text(), variables: anything, version: orNull(text()) })),
  prompt_cache_key: orNull(text({ max: 64 })),
  prompt_cache_options: object({
    mode: oneOf('implicit', 'explicit'),
    ttl: oneOf('30m', '12h'),
    comparison_response_id: orNull(text()),
    prewarm: flag,
  }),
  prompt_cache_retention: orNull(oneOf('in_memory', '24h')),
  safety_identifier: orNull(text({ max: 64 })),
  service_tier: orNull(oneOf('auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast')),
  store: orNull(flag),
  stream: orNull(flag),
  stream_options: orNull(object({ include_obfuscation: flag })),
  temperature: orNull(decimal(0, 2)),
  top_logprobs: orNull(integer(0, 20)),
  top_p: orNull(decimal(0, 1)),
  user: text({ max: 64 }),
})
// https://developers.openai.com/api/reference/resources/responses/subresources/input_tokens
const countBody = object({ ...counted, model: orNull(text()), personality: text() })

interface Checked {
  readonly body: ResponsesBody
  readonly model: SimulatedModel
}

export function checkResponses(body: unknown): Checked {
  createBody(body, '')
  const checked = body as ResponsesBody
  const model = modelFor(checked.model, 'chat')
  checkForModel(checked, model)
  checkTogether(checked)
  return { body: checked, model }
}

export function checkCount(body: unknown): Checked {
  countBody(body, '')
  const { model = 'gpt-4o' } = body as ResponsesBody
  return { body: { ...(body as ResponsesBody), model }, model: modelFor(model, 'chat') }
}

export function effortOf(body: Fields, model: SimulatedModel): string | undefined {
  const asked = isFields(body['reasoning']) ? body['reasoning']['effort'] : undefined
  return (asked as string | null | undefined) ?? model.efforts?.[0]
}

export function includes(body: Fields, what: string): boolean {
  return Array.isArray(body['include']) && body['include'].includes(what)
}

function checkTogether(body: ResponsesBody): void {
  checkToolUse(body)
  if (body.input === undefined && body['prompt'] == null && body['previous_response_id'] == null) {
    const message =
      "One of 'input' or 'previous_response_id' or 'prompt' or 'conversation_id' must be provided."
    throw badRequest(message, 'input', 'missing_required_parameter')
  }
  if (body['previous_response_id'] != null && body['conversation'] != null) {
    const message =
      "Mutually exclusive parameters: 'previous_response_id', 'conversation'. Ensure you are only providing one."
    throw badRequest(message, null, 'mutually_exclusive_parameters')
  }
  if (body['stream_options'] != null && body.stream !== true) {
    throw badRequest(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      'stream_options',
    )
  }
  if (body['background'] === true && body.store === false) {
    throw badRequest("Background responses require 'store' to be true.", 'background')
  }
  const config = body['text'] as Fields | undefined
  const format = isFields(config?.['format']) ? config['format']['type'] : undefined
  if (format === 'json_object' && !/json/i.test(JSON.stringify(body.input ?? ''))) {
    const message =
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'."
    throw badRequest(message, 'input')
  }
}

function checkForModel(body: ResponsesBody, model: SimulatedModel): void {
  const effort = isFields(body['reasoning']) ? body['reasoning']['effort'] : undefined
  if (!model.efforts) {
    if (effort != null) throw unsupported('reasoning.effort')
    if (includes(body, 'reasoning.encrypted_content')) {
      throw badRequest('Encrypted content is not supported with this model.', 'include')
    }
    return
  }
  if (typeof effort === 'string' && !model.efforts.includes(effort)) {
    const supported = model.efforts.map(one => `'${one}'`).join(', ')
    const message = `Unsupported value: '${effort}' is not supported with the '${model.id}' model. Supported values are: ${supported}.`
    throw badRequest(message, 'reasoning.effort', 'unsupported_value')
  }
  if (model.samplesWithoutEffort && effortOf(body, model) === 'none') return
  for (const param of ['temperature', 'top_p', 'top_logprobs']) {
    if (body[param] != null) throw unsupported(param)
  }
  if (includes(body, 'message.output_text.logprobs')) {
    throw badRequest('logprobs are not supported with reasoning models.', 'include', 'unsupported_parameter')
  }
}

function unsupported(param: string): ApiError {
  const message = `Unsupported parameter: '${param}' is not supported with this model.`
  return badRequest(message, param, 'unsupported_parameter')
}
