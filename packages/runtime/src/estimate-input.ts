import type { ChatRequest, Message, Tool, Usage } from '@lucid-gateway/core'
import { estimateTokens } from './estimate-tokens.ts'

/** What a request would use, where its vendor does not say. What one wire alone has words for is left out. */
export function estimateInput(request: unknown): Usage {
  return { meters: { input: { certainty: 'estimated', quantity: tokensInRequest(request) } } }
}

/** Of a conversation what its vendors count; of anything else all its words, names of fields included. */
export function tokensInRequest(request: unknown): number {
  return isConversation(request) ? tokensInConversation(request) : tokensIn(request)
}

/** What stands round each message, and before the answer, so that the model can tell who speaks. */
const roundMessage = 4
const beforeAnswer = 3

function isConversation(request: unknown): request is ChatRequest {
  return typeof request === 'object' && request !== null && Array.isArray((request as ChatRequest).messages)
}

function tokensInConversation({ messages, tools = [], responseFormat }: ChatRequest): number {
  let sum = beforeAnswer
  for (const message of messages) sum += roundMessage + tokensInMessage(message)
  if (tools.length > 0) sum += estimateTokens(JSON.stringify(tools.map(described)))
  if (responseFormat?.type === 'json-schema') sum += estimateTokens(JSON.stringify(responseFormat.schema))
  return sum
}

function tokensInMessage({ content }: Message): number {
  let sum = 0
  for (const part of content) {
    if (part.type === 'tool-call') sum += 1 + estimateTokens(part.name) + estimateTokens(part.input)
    else if (part.type === 'tool-result') sum += tokensIn(part.content.map(contentOf))
    else if (part.type !== 'source') sum += tokensIn(contentOf(part))
  }
  return sum
}

function contentOf(part: { readonly text?: string } | object): unknown {
  return 'text' in part ? part.text : part
}

/** As the wires have it, which vendors put before the model in much the same words. */
function described(tool: Tool): unknown {
  if (tool.type !== 'function') return { type: tool.name }
  const { name, description, parameters } = tool
  return { type: 'function', function: { name, description, parameters } }
}

function tokensIn(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return estimateTokens(value)
    case 'number':
    case 'boolean':
    case 'bigint':
      return estimateTokens(String(value))
    case 'object':
      break
    default:
      return 0
  }
  if (value === null) return 1
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + tokensIn(item), 0)
  if (isMedia(value)) return tokensInMedia(value)
  let sum = 0
  for (const [name, inner] of Object.entries(value)) {
    if (name !== 'extra' && name !== 'signature' && name !== 'encrypted')
      sum += estimateTokens(name) + tokensIn(inner)
  }
  return sum
}

interface MediaLike {
  readonly mediaType: string
  readonly data: { readonly kind?: unknown; readonly base64?: unknown }
}

function isMedia(value: object): value is MediaLike {
  const { mediaType, data } = value as Partial<MediaLike>
  return typeof mediaType === 'string' && typeof data === 'object' && data !== null && 'kind' in data
}

/** What the vendors that count pictures by their size make of a large one. */
const picture = 1600
/** A page of a document takes more bytes than this for each of its tokens, and so does a second of sound. */
const bytesPerToken = 16

function tokensInMedia({ mediaType, data: { base64 } }: MediaLike): number {
  if (mediaType.startsWith('image/') || typeof base64 !== 'string') return picture
  if (mediaType.startsWith('text/')) return estimateTokens(Buffer.from(base64, 'base64').toString())
  return Math.ceil((base64.length * 0.75) / bytesPerToken)
}
