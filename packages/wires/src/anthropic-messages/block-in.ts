import type {
  AssistantContent,
  JsonObject,
  JsonValue,
  ReasoningPart,
  SourcePart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { readForeignBlock } from './foreign-block.ts'
import { anthropicMessages } from './wire.ts'

const textFields = new Set(['type', 'text', 'citations'])
const thinkingFields = new Set(['type', 'thinking', 'signature'])
const redactedFields = new Set(['type', 'data'])
const toolUseFields = new Set(['type', 'id', 'name', 'input'])
const executedToolUseFields = new Set(['id', 'name', 'input'])

/** The types of blocks in which the vendor calls a tool that it runs itself. */
const executed = /^(server|mcp)_tool_use$/

/** A block of what the model said, in a request's history or in an answer. */
export function readBlock(block: JsonObject): readonly AssistantContent[] {
  switch (block.type) {
    case 'text':
      return [readText(block), ...readSources(block.citations)]
    case 'thinking':
      return [readThinking(block)]
    case 'redacted_thinking':
      return [readRedacted(block)]
    case 'tool_use':
      return [readToolUse(block)]
    default:
      return [readOtherBlock(block)]
  }
}

function readOtherBlock(block: JsonObject): AssistantContent {
  const type = typeof block.type === 'string' ? block.type : ''
  if (executed.test(type) && typeof block.id === 'string') return readToolUse(block)
  if (type.endsWith('_tool_result') && typeof block.tool_use_id === 'string') return readExecutedResult(block)
  return readForeignBlock(block)
}

export function readText(block: JsonObject): TextPart {
  return {
    type: 'text',
    text: typeof block.text === 'string' ? block.text : '',
    ...extraOf(anthropicMessages, unknownFields(block, textFields)),
  }
}

/** https://platform.claude.com/docs/en/build-with-claude/citations; each is kept whole, to be given back as it came. */
function readSources(citations: JsonValue | undefined): readonly SourcePart[] {
  if (!Array.isArray(citations)) return []
  return (citations as readonly JsonValue[]).filter(isObject).map(readSource)
}

export function readSource(citation: JsonObject): SourcePart {
  const title = citation.title ?? citation.document_title
  return {
    type: 'source',
    ...(typeof citation.url === 'string' ? { url: citation.url } : {}),
    ...(typeof title === 'string' ? { title } : {}),
    extra: { [anthropicMessages]: citation },
  }
}

/** A mark says that this wire issued the reasoning, and as what kind of block. What is not signed is nobody's. */
function readThinking(block: JsonObject): ReasoningPart {
  const { thinking, signature } = block
  const text = typeof thinking === 'string' ? thinking : ''
  if (typeof signature !== 'string' || signature === '') return { type: 'reasoning', text }
  return {
    type: 'reasoning',
    text,
    signature,
    ...extraOf(anthropicMessages, issued(block, thinkingFields)),
  }
}

function readRedacted(block: JsonObject): ReasoningPart {
  return {
    type: 'reasoning',
    text: '',
    encrypted: typeof block.data === 'string' ? block.data : '',
    ...extraOf(anthropicMessages, issued(block, redactedFields)),
  }
}

export function issued(block: JsonObject, known: ReadonlySet<string>): JsonObject {
  return { '@block': block.type, ...unknownFields(block, known) }
}

/** A call as it begins, in a stream or whole. */
export function readToolUse(block: JsonObject): ToolCallPart {
  const own = block.type === 'tool_use'
  return {
    type: 'tool-call',
    id: typeof block.id === 'string' ? block.id : '',
    name: typeof block.name === 'string' ? block.name : '',
    input: JSON.stringify(block.input ?? {}),
    ...(own ? {} : { executed: true }),
    ...extraOf(anthropicMessages, callFields(block, own ? toolUseFields : executedToolUseFields)),
  }
}

/** That the model itself called, and no code of its, is the usual case, and a matter of form. */
function callFields(block: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  const { caller, ...fields } = { ...unknownFields(block, known) }
  const direct = isObject(caller) && caller.type === 'direct' && Object.keys(caller).length === 1
  if (direct) return { ...fields, '@direct': true }
  return caller === undefined ? fields : { ...fields, caller }
}

/** What a tool of the vendor's gave has a form of its own for each tool, and is kept whole. */
function readExecutedResult(block: JsonObject): ToolResultPart {
  return {
    type: 'tool-result',
    callId: String(block.tool_use_id),
    content: [],
    ...(isFailure(block) ? { failed: true } : {}),
    extra: { [anthropicMessages]: block },
  }
}

function isFailure({ content, is_error }: JsonObject): boolean {
  return is_error === true || (isObject(content) && String(content.type).endsWith('_error'))
}
