import type { JsonObject, JsonValue, TextPart } from '@lucid-gateway/core'
import { withoutMarks } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { anthropicMessages } from './wire.ts'

/**
 * A block of a type that the canonical model has no word for: it keeps its place, and goes back on this wire as it came.
 * Others get the words that it has.
 */
export function readForeignBlock(block: JsonObject): TextPart {
  return { type: 'text', text: wordsIn(block), extra: { [anthropicMessages]: block } }
}

/** Undefined for text that never was such a block; without what belonged to it where its words were changed meanwhile. */
export function writeForeignBlock({ text, extra }: TextPart): JsonObject | undefined {
  const block = withoutMarks(extra?.[anthropicMessages])
  if (typeof block?.type !== 'string') return undefined
  return text === wordsIn(block) ? block : { type: 'text', text }
}

/** https://platform.claude.com/docs/en/build-with-claude/search-results, and documents that are made of blocks */
function wordsIn({ type, title, source, content }: JsonObject): string {
  if (type === 'search_result') return lines(title, source, ...textsIn(content))
  if (type === 'document' && isObject(source)) return lines(title, ...textsIn(source.content))
  return ''
}

function textsIn(content: JsonValue | undefined): readonly (JsonValue | undefined)[] {
  if (!Array.isArray(content)) return [content]
  return (content as readonly JsonValue[]).filter(isObject).map(({ text }) => text)
}

function lines(...all: readonly (JsonValue | undefined)[]): string {
  return all.filter(line => typeof line === 'string' && line !== '').join('\n')
}
