import type { JsonObject, JsonValue, TextPart } from '@lucid-gateway/core'
import { arrayAt, invalid, objectAt } from './check.ts'

/** What a wire calls the pieces of a content, and the type of those that are text. */
export interface ContentWords {
  readonly pieces: 'parts' | 'blocks'
  readonly text: string
}

/** Text, or an array of pieces. An empty text is no content. */
export function contentAt<Part>(
  content: JsonValue | undefined,
  path: string,
  { pieces, text }: ContentWords,
  read: (piece: JsonObject, path: string) => Part | readonly Part[],
): readonly (Part | TextPart)[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  if (!Array.isArray(content)) {
    throw invalid(
      path,
      `"${path}" must be a string or an array of ${pieces}.`,
      `Send text, or ${pieces} such as { "type": "${text}", "text": "..." }.`,
    )
  }
  return arrayAt(content, path).flatMap((piece, index) =>
    read(objectAt(piece, `${path}[${index}]`), `${path}[${index}]`),
  )
}
