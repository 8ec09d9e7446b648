import { badRequest } from './api-error.ts'
import {
  anything,
  array,
  type Check,
  type Fields,
  object,
  oneOf,
  orNull,
  tagged,
  text,
  textOr,
} from './shape.ts'

// https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create

const cacheBreakpoint = object({ 'mode!': oneOf('explicit'), ttl: oneOf('30m', '12h') })
const typed = (fields: Readonly<Record<string, Check>>): Check => object({ 'type!': anything, ...fields })

const textPart = typed({ 'text!': text(), prompt_cache_breakpoint: cacheBreakpoint })
const imageUrl: Check = (value, path) => {
  text()(value, path)
  const url = String(value)
  const dataUrl = /^data:image\/(png|jpeg|jpg|gif|webp);base64,([A-Za-z0-9+/=]+)$/.test(url)
  if (dataUrl || /^https?:\/\/\S+$/.test(url)) return
  if (url.startsWith('data:')) throw badRequest('Invalid base64 image_url.', path, 'invalid_base64')
  throw badRequest(
    `Invalid '${path}'. Expected a valid URL, but got a value with an invalid format.`,
    path,
    'invalid_value',
  )
}
const imagePart = typed({
  'image_url!': object({ 'url!': imageUrl, detail: oneOf('auto', 'low', 'high', 'original') }),
  prompt_cache_breakpoint: cacheBreakpoint,
})
const audioPart = typed({
  'input_audio!': object({ 'data!': text(), 'format!': oneOf('wav', 'mp3') }),
  prompt_cache_breakpoint: cacheBreakpoint,
})
const file: Check = (value, path) => {
  object({
    file_data: text({ pattern: /^data:[\w.+-]+\/[\w.+-]+;base64,/ }),
    file_id: text(),
    filename: text(),
  })(value, path)
  const { file_data, file_id, filename } = value as Fields
  // Bytes without a name are taken for no file at all.
  const isData = file_data !== undefined && filename !== undefined
  if (isData === (file_id !== undefined)) {
    throw badRequest(
      `Missing required parameter: '${path}.file_id'.`,
      `${path}.file_id`,
      'missing_required_parameter',
    )
  }
}
const filePart = typed({ 'file!': file, prompt_cache_breakpoint: cacheBreakpoint })
const refusalPart = typed({ 'refusal!': text() })

const onlyText = textOr(text(), array(tagged('type', { text: textPart }), 1))
const userContent = textOr(
  text(),
  array(tagged('type', { text: textPart, image_url: imagePart, input_audio: audioPart, file: filePart }), 1),
)
const assistantContent = textOr(text(), array(tagged('type', { text: textPart, refusal: refusalPart }), 1))

const name = text({ pattern: /^[^\s<|\\/>]+$/, max: 64 })
const toolCall = tagged('type', {
  function: typed({
    'id!': text(),
    'function!': object({ 'name!': text({ pattern: /^[a-zA-Z0-9_-]+$/, max: 64 }), 'arguments!': text() }),
  }),
  custom: typed({ 'id!': text(), 'custom!': object({ 'name!': text(), 'input!': text() }) }),
})
const roled = (fields: Readonly<Record<string, Check>>): Check => object({ 'role!': anything, ...fields })

const message = tagged('role', {
  system: roled({ 'content!': onlyText, name }),
  developer: roled({ 'content!': onlyText, name }),
  user: roled({ 'content!': userContent, name }),
  assistant: roled({
    content: orNull(assistantContent),
    refusal: orNull(text()),
    audio: orNull(object({ 'id!': text() })),
    function_call: orNull(object({ 'name!': text(), 'arguments!': text() })),
    tool_calls: array(toolCall, 1, 128),
    // The vendor takes back what it gave out.
    annotations: array(anything),
    name,
  }),
  tool: roled({ 'content!': onlyText, 'tool_call_id!': text() }),
  function: roled({ 'content!': orNull(text()), 'name!': text() }),
})

/** Each message for itself, and then how they follow each other. */
export const messages: Check = (value, path) => {
  array(message, 1)(value, path)
  checkOrder(value as readonly Fields[])
}

function checkOrder(list: readonly Fields[]): void {
  let open = new Set<unknown>()
  let asked = false
  for (const [index, one] of list.entries()) {
    if (one['role'] === 'tool') {
      if (!asked) {
        const message =
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
        throw badRequest(message, `messages.[${index}].role`)
      }
      if (!open.delete(one['tool_call_id'])) {
        const message =
          "Invalid parameter: 'tool_call_id' of '" +
          String(one['tool_call_id']) +
          "' not found in 'tool_calls' of previous message."
        throw badRequest(message, `messages.[${index}].tool_call_id`)
      }
      continue
    }
    checkAnswered(open, index)
    const calls = one['tool_calls'] as readonly Fields[] | undefined
    asked = calls !== undefined
    open = new Set(calls?.map(call => call['id']))
    if (
      one['role'] === 'assistant' &&
      !calls &&
      one['content'] == null &&
      one['refusal'] == null &&
      one['audio'] == null
    ) {
      const message = `Invalid value for 'content': expected a string, got null.`
      throw badRequest(message, `messages.[${index}].content`)
    }
  }
  checkAnswered(open, list.length)
}

function checkAnswered(open: ReadonlySet<unknown>, index: number): void {
  if (open.size === 0) return
  const message = `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`
  throw badRequest(message, `messages.[${index}].role`)
}
