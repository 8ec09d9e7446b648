import { ApiError, badRequest } from './api-error.ts'
import { messages } from './check-messages.ts'
import { checkToolUse, responseFormat, toolChoice, tools } from './check-tools.ts'
import { modelFor, type SimulatedModel } from './models.ts'
import {
  anything,
  array,
  decimal,
  type Fields,
  flag,
  integer,
  object,
  oneOf,
  orNull,
  record,
  text,
  textOr,
} from './shape.ts'

/** The body of `POST /v1/chat/completions` once it has been found good. */
export interface ChatBody extends Fields {
  readonly model: string
  readonly messages: readonly Fields[]
  readonly stream?: boolean | null
  readonly n?: number | null
}

const approximate = object({ city: text(), country: text(), region: text(), timezone: text() })
const moderationMode = orNull(object({ 'mode!': oneOf('score', 'block') }))

// https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
const chatBody = object({
  'model!': text(),
  'messages!': messages,
  audio: orNull(object({ 'format!': text(), 'voice!': anything })),
  frequency_penalty: orNull(decimal(-2, 2)),
  function_call: anything,
  functions: array(anything, 1, 128),
  logit_bias: orNull(record(decimal(-100, 100))),
  logprobs: orNull(flag),
  max_completion_tokens: orNull(integer(1)),
  max_tokens: orNull(integer(1)),
  metadata: orNull(record(text({ max: 512 }), 16)),
  modalities: orNull(array(oneOf('text', 'audio'), 1)),
  moderation: orNull(
    object({ 'model!': text(), policy: orNull(object({ input: moderationMode, output: moderationMode })) }),
  ),
  n: orNull(integer(1, 128)),
  parallel_tool_calls: flag,
  prediction: orNull(object({ 'type!': oneOf('content'), 'content!': anything })),
  presence_penalty: orNull(decimal(-2, 2)),
  prompt_cache_key: orNull(text({ max: 64 })),
  prompt_cache_options: object({ mode: oneOf('implicit', 'explicit'), ttl: oneOf('30m') }),
  prompt_cache_retention: orNull(oneOf('in_memory', '24h')),
  reasoning_effort: orNull(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
  response_format: responseFormat,
  safety_identifier: orNull(text({ max: 64 })),
  seed: orNull(integer(Number.MIN_SAFE_INTEGER)),
  service_tier: orNull(oneOf('auto', 'default', 'flex', 'scale', 'priority', 'fast')),
  stop: orNull(textOr(text(), array(text(), 1, 4))),
  store: orNull(flag),
  stream: orNull(flag),
  stream_options: orNull(object({ include_usage: flag, include_obfuscation: flag })),
  temperature: orNull(decimal(0, 2)),
  tool_choice: toolChoice,
  tools,
  top_logprobs: orNull(integer(0, 20)),
  top_p: orNull(decimal(0, 1)),
  user: text({ max: 64 }),
  verbosity: orNull(oneOf('low', 'medium', 'high')),
  web_search_options: object({
    search_context_size: oneOf('low', 'medium', 'high'),
    user_location: orNull(object({ 'type!': oneOf('approximate'), 'approximate!': approximate })),
  }),
})

export function checkChat(body: unknown): { readonly body: ChatBody; readonly model: SimulatedModel } {
  chatBody(body, '')
  const checked = body as ChatBody
  const model = modelFor(checked.model, 'chat')
  if (model.onlyResponses) {
    const message = 'This model is only supported in v1/responses and not in v1/chat/completions.'
    throw new ApiError(404, message, { param: 'model' })
  }
  checkForModel(checked, model)
  checkCap(checked, model)
  checkToolUse(checked)
  if (checked['stream_options'] != null && checked.stream !== true) {
    throw badRequest(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      'stream_options',
    )
  }
  if (checked['top_logprobs'] != null && checked['logprobs'] !== true) {
    throw badRequest("'logprobs' must be set to true when using 'top_logprobs'.", 'top_logprobs')
  }
  if (checked['max_tokens'] != null && checked['max_completion_tokens'] != null) {
    const message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
    throw badRequest(message, 'max_tokens')
  }
  const format = checked['response_format'] as Fields | undefined
  if (format?.['type'] === 'json_object' && !/json/i.test(JSON.stringify(checked.messages))) {
    const message =
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
    throw badRequest(message, 'messages')
  }
  return { body: checked, model }
}

/** The effort that the model will reason with; undefined where it does not reason. */
export function effortOf(body: Fields, model: SimulatedModel): string | undefined {
  return (body['reasoning_effort'] as string | null | undefined) ?? model.efforts?.[0]
}

function checkCap(body: ChatBody, { outputTokens = Infinity }: SimulatedModel): void {
  for (const param of ['max_tokens', 'max_completion_tokens']) {
    const asked = Number(body[param] ?? 0)
    if (asked <= outputTokens) continue
    const message = `${param} is too large: ${asked}. This model supports at most ${outputTokens} completion tokens, whereas you provided ${asked}.`
    throw badRequest(message, param, 'invalid_value')
  }
}

function checkForModel(body: ChatBody, model: SimulatedModel): void {
  const effort = body['reasoning_effort']
  if (!model.efforts) {
    if (effort != null) throw new ApiError(400, 'Unrecognized request argument supplied: reasoning_effort')
    return
  }
  if (typeof effort === 'string' && !model.efforts.includes(effort)) {
    const supported = model.efforts.map(one => `'${one}'`).join(', ')
    const message = `Unsupported value: 'reasoning_effort' does not support '${effort}' with this model. Supported values are: ${supported}.`
    throw badRequest(message, 'reasoning_effort', 'unsupported_value')
  }
  if (body['max_tokens'] != null) {
    throw unsupported('max_tokens', " Use 'max_completion_tokens' instead.")
  }
  for (const param of ['presence_penalty', 'frequency_penalty', 'logit_bias']) {
    if (body[param] != null && body[param] !== 0) throw unsupported(param)
  }
  if (model.samplesWithoutEffort && effortOf(body, model) === 'none') return
  for (const param of ['temperature', 'top_p']) {
    if (body[param] == null || body[param] === 1) continue
    const message = `Unsupported value: '${param}' does not support ${String(body[param])} with this model. Only the default (1) value is supported.`
    throw badRequest(message, param, 'unsupported_value')
  }
  if (body['logprobs'] === true) throw unsupported('logprobs')
}

function unsupported(param: string, advice = ''): ApiError {
  const message = `Unsupported parameter: '${param}' is not supported with this model.${advice}`
  return badRequest(message, param, 'unsupported_parameter')
}
