import type {
  FilePart,
  JsonObject,
  JsonValue,
  TextPart,
  ToolResultPart,
  UserContent,
} from '@lucid-gateway/core'
import { maybeFlag, nameAt, textAt } from '../kit/check.ts'
import { contentAt } from '../kit/content.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { readText } from './block-in.ts'
import { readDocument, readImage } from './file-in.ts'
import { readForeignBlock } from './foreign-block.ts'
import { anthropicMessages } from './wire.ts'

const resultFields = new Set(['type', 'tool_use_id', 'content', 'is_error'])

/** Text, or an array of blocks. An empty text is no content. */
export function readContent<Part>(
  content: JsonValue | undefined,
  path: string,
  read: (block: JsonObject, path: string) => readonly Part[],
): readonly (Part | TextPart)[] {
  return contentAt(content, path, { pieces: 'blocks', text: 'text' }, read)
}

/** https://platform.claude.com/docs/en/api/messages: the content of a system prompt */
export function readSystemContent(content: JsonValue | undefined, path: string): readonly TextPart[] {
  return readContent(content, path, (block, at) => [readTextBlock(block, at)])
}

/** A block of a user message that is no result of a tool. Citations have no place in it, and are kept as they are. */
export function readUserBlock(block: JsonObject, path: string): UserContent {
  switch (block.type) {
    case 'image':
      return readImage(block, path)
    case 'document':
      return readDocument(block, path)
    default:
      return readTextBlock(block, path)
  }
}

function readTextBlock(block: JsonObject, path: string): TextPart {
  if (nameAt(block.type, `${path}.type`) !== 'text') return readForeignBlock(block)
  textAt(block.text, `${path}.text`)
  const { citations } = block
  const part = readText(block)
  if (!Array.isArray(citations) || citations.length === 0) return part
  return { ...part, extra: { [anthropicMessages]: { ...part.extra?.[anthropicMessages], citations } } }
}

/** https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls */
export function readToolResult(block: JsonObject, path: string): ToolResultPart {
  const failed = maybeFlag(block.is_error, `${path}.is_error`)
  const { content = null } = block
  return {
    type: 'tool-result',
    callId: nameAt(block.tool_use_id, `${path}.tool_use_id`),
    content:
      content === null
        ? []
        : readContent<TextPart | FilePart>(content, `${path}.content`, (each, at) => [
            readUserBlock(each, at),
          ]),
    ...(failed === undefined ? {} : { failed }),
    ...extraOf(anthropicMessages, unknownFields(block, resultFields)),
  }
}
