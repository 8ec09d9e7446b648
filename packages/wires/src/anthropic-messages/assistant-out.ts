import type {
  AssistantContent,
  AssistantMessage,
  JsonObject,
  SourcePart,
  ToolCallPart,
} from '@lucid-gateway/core'
import type { Notes } from '../kit/notes.ts'
import { inputOf, keptOf, writeCitation, writeReasoning, writeToolUse } from './block-out.ts'
import { isMadeUp } from './carry.ts'
import { callIdOf, writeSaid } from './content-out.ts'
import { writeFile } from './file-out.ts'
import type { AnthropicVersion } from './wire.ts'

/** The blocks of what the model said in an earlier turn. */
export function writeAssistant(
  message: AssistantMessage,
  path: string,
  version: AnthropicVersion,
  notes: Notes,
): readonly JsonObject[] {
  const blocks: JsonObject[] = []
  for (const [index, part] of message.content.entries()) {
    const at = `${path}[${index}]`
    if (part.type === 'source') addCitation(part, blocks, at, notes)
    else {
      const block = writePart(part, at, version, notes)
      if (block) blocks.push(block)
    }
  }
  return blocks
}

function writePart(
  part: Exclude<AssistantContent, SourcePart>,
  path: string,
  version: AnthropicVersion,
  notes: Notes,
): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      notes.foreign(part.extra, path)
      return writeSaid(part, path, notes)
    case 'refusal':
      notes.foreign(part.extra, path)
      notes.add('coerced', path, 'A refusal of an earlier turn goes as text.')
      return writeSaid({ type: 'text', text: part.text }, path, notes)
    case 'reasoning': {
      const block = writeReasoning(part)
      if (!block) notes.add('dropped', path, 'Reasoning goes back to the vendor that issued it alone.')
      return block
    }
    case 'tool-call':
      return writeCall(part, path, notes)
    case 'tool-result': {
      const kept = keptOf(part)
      if (!kept) notes.add('dropped', path, 'The tool was run by another vendor.')
      return kept
    }
    case 'file':
      notes.foreign(part.extra, path)
      if (version === '2023-06-01' || part.mediaType.startsWith('image/')) return writeFile(part, path, notes)
      notes.add('dropped', path, 'An assistant message has no documents on this wire.')
      return undefined
  }
}

function writeCall(part: ToolCallPart, path: string, notes: Notes): JsonObject | undefined {
  const id = callIdOf(part.id)
  const block = writeToolUse({ ...part, id }, inputOf(part, path, notes))
  if (!block) {
    notes.add('dropped', path, 'The tool was run by another vendor.')
    return undefined
  }
  notes.foreign(part.extra, path)
  if (id !== part.id)
    notes.add('coerced', `${path}.id`, 'Ids have letters, digits, dashes and underscores on this wire.')
  return block
}

/** Citations belong to the text before them. */
function addCitation(part: SourcePart, blocks: JsonObject[], path: string, notes: Notes): void {
  const citation = writeCitation(part)
  const text = blocks.at(-1)
  if (!citation || text?.type !== 'text' || isMadeUp(citation)) {
    notes.add('dropped', path, 'What another vendor cited is not sent.')
    return
  }
  const before = (text.citations ?? []) as readonly JsonObject[]
  blocks[blocks.length - 1] = { ...text, citations: [...before, citation] }
}
