import { badRequest } from '../api-error.ts'
import {
  anything,
  array,
  type Check,
  type Fields,
  isFields,
  object,
  oneOf,
  orNull,
  record,
  tagged,
  text,
  textOr,
} from '../shape.ts'

// https://developers.openai.com/api/reference/resources/responses/methods/create

const cacheBreakpoint = object({ 'mode!': oneOf('explicit'), ttl: oneOf('30m', '12h') })
const typed = (fields: Readonly<Record<string, Check>>): Check => object({ 'type!': anything, ...fields })
const status = orNull(oneOf('in_progress', 'completed', 'incomplete'))

const imageUrl: Check = (value, path) => {
  text()(value, path)
  const url = String(value)
  if (/^data:image\/(png|jpeg|jpg|gif|webp);base64,([A-Za-z0-9+/=]+)$/.test(url)) return
  if (/^https?:\/\/\S+$/.test(url)) return
  const message = `Invalid '${path}'. Expected a valid URL, but got a value with an invalid format.`
  throw badRequest(message, path, 'invalid_value')
}

const exactlyOne =
  (check: Check, fields: readonly string[]): Check =>
  (value, path) => {
    check(value, path)
    const given = fields.filter(name => (value as Fields)[name] != null)
    if (given.length === 1) return
    if (given.length === 0) {
      const missing = `${path}.${fields.at(-1)}`
      throw badRequest(`Missing required parameter: '${missing}'.`, missing, 'missing_required_parameter')
    }
    const names = given.map(name => `'${name}'`).join(', ')
    throw badRequest(`Mutually exclusive parameters: ${names}. Ensure you are only providing one.`, path)
  }

const inputText = typed({ 'text!': text(), prompt_cache_breakpoint: orNull(cacheBreakpoint) })
const inputImage = exactlyOne(
  typed({
    image_url: orNull(imageUrl),
    file_id: orNull(text()),
    detail: orNull(oneOf('auto', 'low', 'high', 'original')),
    prompt_cache_breakpoint: orNull(cacheBreakpoint),
  }),
  ['file_id', 'image_url'],
)
const eitherFile = exactlyOne(
  typed({
    file_data: text({ pattern: /^data:[\w.+-]+\/[\w.+-]+;base64,/ }),
    file_id: orNull(text()),
    file_url: text({ pattern: /^https?:/ }),
    filename: text(),
    detail: oneOf('auto', 'low', 'high'),
    prompt_cache_breakpoint: orNull(cacheBreakpoint),
  }),
  ['file_url', 'file_data', 'file_id'],
)
const inputFile: Check = (value, path) => {
  eitherFile(value, path)
  const { file_data, filename } = value as Fields
  if (file_data === undefined || filename !== undefined) return
  throw badRequest(`Missing required parameter: '${path}'.`, path, 'missing_required_parameter')
}
const outputText = typed({
  'text!': text(),
  annotations: array(record(anything)),
  logprobs: array(record(anything)),
})
const refusal = typed({ 'refusal!': text() })

const userParts = tagged('type', { input_text: inputText, input_image: inputImage, input_file: inputFile })
const assistantParts = tagged('type', { output_text: outputText, refusal })
const spoken = (parts: Check): Check => textOr(text(), array(parts))

const phase = orNull(oneOf('commentary', 'final_answer'))
const messageItem: Check = tagged('role', {
  user: message(spoken(userParts)),
  system: message(spoken(tagged('type', { input_text: inputText }))),
  developer: message(spoken(tagged('type', { input_text: inputText }))),
  assistant: message(spoken(assistantParts), { phase }),
})

function message(content: Check, more: Readonly<Record<string, Check>> = {}): Check {
  return object({
    'role!': anything,
    'content!': content,
    type: oneOf('message'),
    id: text(),
    status,
    ...more,
  })
}

const id = text({ max: 64 })
const callId = text({ max: 64 })
const output = textOr(text(), array(userParts))
const caller = orNull(record(anything))
const call = { id, 'call_id!': callId, 'name!': text(), status, caller, namespace: text(), async: anything }

const items: Readonly<Record<string, Check>> = {
  message: messageItem,
  function_call: typed({ ...call, 'arguments!': text() }),
  function_call_output: typed({
    id: orNull(id),
    'call_id!': callId,
    'output!': output,
    status,
    caller,
    name: orNull(text()),
    namespace: orNull(text()),
  }),
  custom_tool_call: typed({ ...call, 'input!': text() }),
  custom_tool_call_output: typed({ id, 'call_id!': callId, 'output!': output, caller }),
  reasoning: typed({
    id,
    'summary!': array(object({ 'type!': oneOf('summary_text'), 'text!': text() })),
    content: array(object({ 'type!': oneOf('reasoning_text'), 'text!': text() })),
    encrypted_content: orNull(text()),
    status,
  }),
  item_reference: typed({ 'id!': id }),
  web_search_call: typed({ 'id!': id, 'action!': record(anything), 'status!': text() }),
  image_generation_call: record(anything),
  compaction: typed({ id: orNull(id), 'encrypted_content!': text() }),
}
const typedItem = tagged('type', items)

const item: Check = (value, path) => {
  if (!isFields(value)) typedItem(value, path)
  const { type, role } = value as Fields
  if (type != null) typedItem(value, path)
  else if (role === undefined) object({ 'id!': id, type: anything })(value, path)
  else messageItem(value, path)
}

export const input: Check = textOr(text(), array(item))
