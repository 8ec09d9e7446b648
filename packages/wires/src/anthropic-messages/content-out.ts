import type { JsonObject, TextPart, ToolResultPart, UserContent } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import type { JsonDraft } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { keptOf, writeText } from './block-out.ts'
import { writeFile } from './file-out.ts'

/** The blocks of what a user or the system says. */
export function writeContent(
  content: readonly UserContent[],
  path: string,
  notes: Notes,
): readonly JsonObject[] {
  const blocks: JsonObject[] = []
  for (const [index, part] of content.entries()) {
    const at = `${path}[${index}]`
    notes.foreign(part.extra, at)
    const block = part.type === 'text' ? writeSaid(part, at, notes) : writeFile(part, at, notes)
    if (block) blocks.push(block)
  }
  return blocks
}

/** Undefined for white space, of which a block may not consist. */
export function writeSaid(part: TextPart, path: string, notes: Notes): JsonObject | undefined {
  const block = writeText(part)
  if (block.type !== 'text' || part.text.trim() !== '') return block
  notes.add('dropped', path, 'A text without words is not sent.')
  return undefined
}

/** Plain text alone goes as a string. */
export function shortest(blocks: readonly JsonObject[]): string | readonly JsonObject[] {
  const [only] = blocks
  const plain = only && blocks.length === 1 && only.type === 'text' && Object.keys(only).length === 2
  return plain ? (only.text as string) : blocks
}

/** https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls */
export function writeResult(part: ToolResultPart, path: string, notes: Notes): JsonObject {
  notes.foreign(part.extra, path)
  const known: JsonDraft = { type: 'tool_result', tool_use_id: callIdOf(part.callId) }
  const content = writeContent(part.content, `${path}.content`, notes)
  if (content.length > 0) known.content = shortest(content)
  if (part.failed !== undefined) known.is_error = part.failed
  return withKept(keptOf(part), known)
}

/** Ids have letters, digits, dashes and underscores on this wire; a call and its result get the same. */
export function callIdOf(id: string): string {
  return id.replaceAll(/[^\w-]/g, '_')
}
