import { invalidRequest } from './api-error.ts'
import { cacheControl, contentChecks, maxUses } from './check-content.ts'
import { blocksOf, checkMessages } from './check-messages.ts'
import { claudeModel, type SimulatedClaude } from './models.ts'
import {
  anyObject,
  anything,
  array,
  type Check,
  decimal,
  type Fields,
  flag,
  integer,
  object,
  oneOf,
  orNull,
  tagged,
  text,
} from './shape.ts'
import { strictSchema } from './strict-schema.ts'

export interface MessagesBody extends Fields {
  readonly model: string
  readonly max_tokens: number
  readonly messages: readonly Fields[]
  readonly stream?: boolean
}

const shared = {
  cache_control: cacheControl,
  defer_loading: flag,
  strict: flag,
  allowed_callers: array(text()),
}
const inputSchema: Check = (value, path) => {
  anyObject(value, path)
  if ((value as Fields)['type'] !== 'object') throw invalidRequest(`${path}.type: Input should be 'object'`)
}
const looseTool = object({
  ...shared,
  type: orNull(oneOf('custom')),
  'name!': text({ pattern: /^[a-zA-Z0-9_-]{1,128}$/ }),
  'input_schema!': inputSchema,
  description: text(),
  eager_input_streaming: orNull(flag),
  input_examples: array(anyObject),
})
/** A schema that calls are held to has the limits of one that answers are held to. */
const customTool: Check = (value, path) => {
  looseTool(value, path)
  if ((value as Fields)['strict'] === true) strictSchema((value as Fields)['input_schema'], path)
}
const searchTool = object({
  ...shared,
  'type!': anything,
  'name!': oneOf('web_search'),
  max_uses: maxUses,
  allowed_domains: orNull(array(text())),
  blocked_domains: orNull(array(text())),
  user_location: orNull(anyObject),
  response_inclusion: oneOf('full', 'excluded'),
})
const bashTool = object({ ...shared, 'type!': anything, 'name!': oneOf('bash') })
const tools = array(
  tagged(
    {
      custom: customTool,
      web_search_20250305: searchTool,
      web_search_20260209: searchTool,
      web_search_20260318: searchTool,
      bash_20250124: bashTool,
    },
    customTool,
  ),
)

const parallel = { 'type!': anything, disable_parallel_tool_use: flag }
const toolChoice = tagged({
  auto: object(parallel),
  any: object(parallel),
  none: object({ 'type!': anything }),
  tool: object({ ...parallel, 'name!': text() }),
})
const display = orNull(oneOf('summarized', 'omitted'))
const thinking = tagged({
  enabled: object({ 'type!': anything, 'budget_tokens!': integer(1024), display }),
  adaptive: object({ 'type!': anything, display }),
  disabled: object({ 'type!': anything }),
  between_tools: object({ 'type!': anything }),
})
const format = tagged({ json_schema: object({ 'type!': anything, 'schema!': strictSchema }) })

const stopSequence: Check = (value, path) => {
  text()(value, path)
  if (String(value).trim() === '')
    throw invalidRequest('stop_sequences: each stop sequence must contain non-whitespace')
}

// https://platform.claude.com/docs/en/api/messages/count_tokens
const counted = {
  'model!': text({ min: 1 }),
  'messages!': anything,
  cache_control: cacheControl,
  output_config: object({
    effort: orNull(oneOf('low', 'medium', 'high', 'xhigh', 'max')),
    format: orNull(format),
  }),
  speed: orNull(oneOf('standard', 'fast')),
  system: anything,
  thinking,
  tool_choice: toolChoice,
  tools,
}
// https://platform.claude.com/docs/en/api/messages/create
const created = {
  ...counted,
  'max_tokens!': integer(0),
  container: orNull(anything),
  context_management: orNull(anyObject),
  diagnostics: orNull(object({ previous_message_id: orNull(text()) })),
  inference_geo: orNull(text()),
  metadata: object({ user_id: orNull(text()) }),
  service_tier: oneOf('auto', 'standard_only'),
  stop_sequences: array(stopSequence),
  stream: flag,
}
const sampling = { temperature: decimal(0, 1), top_p: decimal(0, 1), top_k: integer(0) }

const bodies: Readonly<Record<string, { readonly create: Check; readonly count: Check }>> = {
  '2023-06-01': { create: object({ ...created, ...sampling }), count: object({ ...counted, ...sampling }) },
  '2026-10-21': { create: object(created), count: object(counted) },
}

export function checkRequest(
  body: unknown,
  version: string,
  kind: 'create' | 'count',
): { readonly body: MessagesBody; readonly model: SimulatedClaude } {
  bodies[version]?.[kind](body, '')
  const checked = body as MessagesBody
  const model = claudeModel(checked.model)
  const checks = contentChecks[version]
  if (!checks) throw invalidRequest('anthropic-version: unknown')
  if (checked['system'] !== undefined) checks.system(checked['system'], 'system')
  checkMessages(checked.messages, checks, model)
  checkSampling(checked, model)
  checkThinking(checked, model, kind)
  checkTools(checked)
  if (kind === 'create' && checked.max_tokens > model.outputTokens) {
    const rule = `${checked.max_tokens} > ${model.outputTokens}, which is the maximum allowed number of output tokens for ${model.id}`
    throw invalidRequest(`max_tokens: ${rule}`)
  }
  return { body: checked, model }
}

function checkSampling(body: Fields, model: SimulatedClaude): void {
  const given = ['temperature', 'top_p', 'top_k'].filter(name => body[name] !== undefined)
  for (const name of given) {
    if (!model.samples && body[name] !== 1) throw invalidRequest(`\`${name}\` is deprecated for this model.`)
  }
  if (given.includes('temperature') && given.includes('top_p'))
    throw invalidRequest(
      '`temperature` and `top_p` cannot both be specified for this model. Please use only one.',
    )
}

function checkThinking(body: MessagesBody, model: SimulatedClaude, kind: 'create' | 'count'): void {
  const config = body['thinking'] as Fields | undefined
  const effort = (body['output_config'] as Fields | undefined)?.['effort']
  if (typeof effort === 'string' && !model.efforts.includes(effort))
    throw invalidRequest(
      model.efforts.length === 0
        ? 'This model does not support the effort parameter.'
        : `This model does not support effort level '${effort}'. Supported levels: ${model.efforts.join(', ')}.`,
    )
  if (!config) return
  const type = config['type'] as SimulatedClaude['thinking'][number]
  if (!model.thinking.includes(type)) {
    const advice = 'Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.'
    throw invalidRequest(`"thinking.type.${type}" is not supported for this model. ${advice}`)
  }
  if (type === 'enabled' && kind === 'create' && Number(config['budget_tokens']) >= body.max_tokens)
    throw invalidRequest('`max_tokens` must be greater than `thinking.budget_tokens`.')
  if (type === 'enabled') checkThought(body)
  if (type !== 'enabled' && type !== 'adaptive') return
  const choice = (body['tool_choice'] as Fields | undefined)?.['type']
  if (choice === 'any' || choice === 'tool')
    throw invalidRequest('Thinking may not be enabled when tool_choice forces tool use.')
  if (body['temperature'] !== undefined && body['temperature'] !== 1)
    throw invalidRequest('`temperature` may only be set to 1 when thinking is enabled.')
  if (body['top_k'] !== undefined) throw invalidRequest('`top_k` must be unset when thinking is enabled.')
}

/** With a budget of thinking, a turn that goes on after its calls begins with what was thought. */
function checkThought(body: MessagesBody): void {
  const index = body.messages.findLastIndex(message => message['role'] === 'assistant')
  const message = body.messages[index]
  const blocks = message ? blocksOf(message) : []
  const found = String(blocks[0]?.['type'])
  if (!blocks.some(block => block['type'] === 'tool_use') || /^(redacted_)?thinking$/.test(found)) return
  throw invalidRequest(
    `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${found}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`,
  )
}

const mostStrict = 20

function checkTools(body: Fields): void {
  const offered = (body['tools'] as readonly Fields[] | undefined) ?? []
  const names = offered.map(tool => String(tool['name']))
  if (new Set(names).size < names.length) throw invalidRequest('tools: Tool names must be unique.')
  const strict = offered.filter(tool => tool['strict'] === true).length
  if (strict > mostStrict) {
    const rule = `The maximum number of strict tools supported is ${mostStrict}.`
    throw invalidRequest(`Too many strict tools (${strict}). ${rule}`)
  }
  const choice = body['tool_choice'] as Fields | undefined
  if (choice && offered.length === 0)
    throw invalidRequest('tool_choice: may only be specified while providing tools')
  if (choice?.['type'] === 'tool' && !names.includes(String(choice['name'])))
    throw invalidRequest(`tool_choice: Tool '${String(choice['name'])}' not found in provided tools`)
}
