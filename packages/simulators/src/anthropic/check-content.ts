import { invalidRequest } from './api-error.ts'
import { isSealed } from './seal.ts'
import {
  anyObject,
  anything,
  array,
  type Check,
  type Fields,
  flag,
  integer,
  object,
  oneOf,
  orNull,
  tagged,
  text,
  textOr,
} from './shape.ts'

// https://platform.claude.com/docs/en/api/messages/create

export const cacheControl = orNull(object({ 'type!': oneOf('ephemeral'), ttl: oneOf('5m', '1h') }))

const block = (fields: Readonly<Record<string, Check>>): Check =>
  object({ 'type!': anything, cache_control: cacheControl, ...fields })

const words: Check = (value, path) => {
  text()(value, path)
  if (String(value) === '') throw invalidRequest('messages: text content blocks must be non-empty')
  if (String(value).trim() === '')
    throw invalidRequest('messages: text content blocks must contain non-whitespace text')
}

/** Offered back to the vendor as it came; what the model searched for is recognised. */
const citation: Check = (value, path) => {
  const { type, encrypted_index, url } = value as Fields
  if (type === 'web_search_result_location' && !isSealed(encrypted_index, String(url)))
    throw invalidRequest(`${path}.encrypted_index: Invalid encrypted_index in citation`)
}
const textBlock = block({ 'text!': words, citations: orNull(array(citation)) })
/** Since 2026-10-21 only the model cites. */
const uncitedBlock = block({
  'text!': words,
  citations: (value, path) => {
    if (Array.isArray(value) && value.length > 0)
      throw invalidRequest(`${path}: citations are not permitted on text blocks in user messages`)
  },
})

const base64 = text({ pattern: /^[A-Za-z0-9+/]+=*$/ })
const url = text({ pattern: /^https?:\/\/\S+$/ })
const imageTypes = oneOf('image/jpeg', 'image/png', 'image/gif', 'image/webp')
const image = block({
  'source!': tagged({
    base64: object({ 'type!': anything, 'media_type!': imageTypes, 'data!': base64 }),
    url: object({ 'type!': anything, 'url!': url }),
    file: object({ 'type!': anything, 'file_id!': text() }),
  }),
  transformations: orNull(anyObject),
})
const document = block({
  'source!': tagged({
    base64: object({ 'type!': anything, 'media_type!': oneOf('application/pdf'), 'data!': base64 }),
    text: object({ 'type!': anything, 'media_type!': oneOf('text/plain'), 'data!': text() }),
    content: object({ 'type!': anything, 'content!': textOr(text(), array(anyObject)) }),
    url: object({ 'type!': anything, 'url!': url }),
    file: object({ 'type!': anything, 'file_id!': text() }),
  }),
  title: orNull(text()),
  context: orNull(text()),
  citations: orNull(object({ enabled: flag })),
})
const searchResult = block({
  'source!': text(),
  'title!': text(),
  'content!': array(textBlock),
  citations: object({ enabled: flag }),
})
const toolResult = block({
  'tool_use_id!': text({ pattern: /^[a-zA-Z0-9_-]+$/ }),
  content: textOr(text(), array(tagged({ text: textBlock, image, document, search_result: searchResult }))),
  is_error: flag,
  toolset_name: orNull(text()),
})

const id = text({ pattern: /^[a-zA-Z0-9_-]+$/ })
const toolName = text({ pattern: /^[a-zA-Z0-9_-]{1,128}$/ })
const toolUse = block({
  'id!': id,
  'name!': toolName,
  'input!': anyObject,
  caller: anyObject,
  toolset_name: orNull(text()),
})
const thinking: Check = (value, path) => {
  object({ 'type!': anything, 'thinking!': text(), 'signature!': text() })(value, path)
  if (!String((value as Fields)['signature']).startsWith(signatureStart))
    throw invalidRequest(`${path}: Invalid \`signature\` in \`thinking\` block`)
}
const redactedThinking: Check = (value, path) => {
  object({ 'type!': anything, 'data!': text() })(value, path)
  if (!String((value as Fields)['data']).startsWith(signatureStart))
    throw invalidRequest(`${path}: Invalid \`data\` in \`redacted_thinking\` block`)
}
const searchToolResult = block({
  'tool_use_id!': id,
  caller: anyObject,
  'content!': (value, path) => {
    if (!Array.isArray(value)) return anyObject(value, path)
    for (const [index, one] of (value as readonly Fields[]).entries()) {
      if (!isSealed(one['encrypted_content'], String(one['url'])))
        throw invalidRequest(`${path}.${index}.encrypted_content: Invalid encrypted_content`)
    }
  },
})

/** How all that the simulated vendor signed begins. */
export const signatureStart = 'EqSim'

const userBlocks = { image, document, search_result: searchResult, tool_result: toolResult }
const assistantBlocks = {
  thinking,
  redacted_thinking: redactedThinking,
  tool_use: toolUse,
  server_tool_use: toolUse,
  web_search_tool_result: searchToolResult,
  image,
}

export interface ContentChecks {
  readonly user: Check
  readonly assistant: Check
  readonly system: Check
}

const contents = (blocks: Readonly<Record<string, Check>>): Check => textOr(text(), array(tagged(blocks)))

/** What each role may say, by the version of the API. */
export const contentChecks: Readonly<Record<string, ContentChecks>> = {
  '2023-06-01': {
    user: contents({ text: textBlock, ...userBlocks }),
    assistant: contents({ text: textBlock, ...assistantBlocks, document }),
    system: contents({ text: textBlock }),
  },
  '2026-10-21': {
    user: contents({ text: uncitedBlock, ...userBlocks }),
    assistant: contents({ text: textBlock, ...assistantBlocks }),
    system: contents({ text: textBlock }),
  },
}

export const maxUses = orNull(integer(1))
