import { blocksOf } from './check-messages.ts'
import type { Fields } from './shape.ts'

/** What a request says, as far as the simulated model looks at it. */
export interface ClaudePrompt {
  /** All text there is, in order. */
  readonly all: string
  /** The text of the last user message that says something. */
  readonly last: string
  /** Results of tools in the last message. */
  readonly toolResults: readonly string[]
  readonly images: number
  /** Bytes of images that came inline. */
  readonly imageBytes: number
  readonly documents: readonly string[]
}

export function readPrompt(body: Fields): ClaudePrompt {
  const messages = body['messages'] as readonly Fields[]
  const system = body['system'] === undefined ? [] : blocksOf({ content: body['system'] })
  const blocks = messages.flatMap(withResults)
  const said = messages
    .filter(message => message['role'] === 'user')
    .map(message => textOf(blocksOf(message)))
  const results = blocksOf(messages.at(-1) as Fields).filter(block => block['type'] === 'tool_result')
  const images = blocks.filter(block => block['type'] === 'image').map(block => block['source'] as Fields)
  return {
    all: [textOf(system), ...messages.map(message => textOf(withResults(message)))].join('\n'),
    last: said.findLast(text => text !== '') ?? '',
    toolResults: results.map(result => textOf(contentOf(result))),
    images: images.length,
    imageBytes: images.reduce(
      (sum, { data }) => sum + (typeof data === 'string' ? Buffer.byteLength(data, 'base64') : 0),
      0,
    ),
    documents: blocks
      .filter(block => block['type'] === 'document')
      .map(block => String(block['title'] ?? (block['source'] as Fields)['type'])),
  }
}

function withResults(message: Fields): readonly Fields[] {
  return blocksOf(message).flatMap(block =>
    block['type'] === 'tool_result' ? [block, ...contentOf(block)] : [block],
  )
}

function contentOf(result: Fields): readonly Fields[] {
  return result['content'] === undefined ? [] : blocksOf(result)
}

function textOf(blocks: readonly Fields[]): string {
  return blocks
    .map(block => {
      if (typeof block['text'] === 'string') return block['text']
      if (typeof block['thinking'] === 'string') return block['thinking']
      return block['type'] === 'tool_use' ? JSON.stringify(block['input']) : ''
    })
    .join('')
}
