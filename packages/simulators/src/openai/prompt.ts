import type { Fields } from './shape.ts'

/** What the messages say, as far as the simulated model looks at them. */
export interface Prompt {
  /** All text there is, in order. */
  readonly all: string
  /** The text of the last user message. */
  readonly last: string
  /** The results of tools after the last user message. */
  readonly toolResults: readonly string[]
  readonly images: number
  /** Bytes of the images that came inline. */
  readonly imageBytes: number
  readonly files: readonly string[]
}

export function readPrompt(messages: readonly Fields[]): Prompt {
  const lastUser = messages.findLastIndex(message => message['role'] === 'user')
  const parts = messages.flatMap(partsOf)
  const images = parts
    .filter(part => part['type'] === 'image_url')
    .map(part => (part['image_url'] as { url: string }).url)
  return {
    all: messages.map(textOf).join('\n'),
    last: lastUser < 0 ? '' : textOf(messages[lastUser] as Fields),
    toolResults: messages
      .slice(lastUser + 1)
      .filter(message => message['role'] === 'tool')
      .map(textOf),
    images: images.length,
    imageBytes: images.reduce((sum, url) => sum + inlineBytes(url), 0),
    files: parts.filter(part => part['type'] === 'file').map(nameOf),
  }
}

function partsOf(message: Fields): readonly Fields[] {
  const content = message['content']
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return Array.isArray(content) ? (content as readonly Fields[]) : []
}

function textOf(message: Fields): string {
  return partsOf(message)
    .map(part => (typeof part['text'] === 'string' ? part['text'] : ''))
    .join('')
}

function nameOf(part: Fields): string {
  const file = part['file'] as Fields
  return String(file['filename'] ?? file['file_id'] ?? 'unnamed')
}

function inlineBytes(url: string): number {
  const comma = url.startsWith('data:') ? url.indexOf(',') : -1
  return comma < 0 ? 0 : Buffer.byteLength(url.slice(comma + 1), 'base64')
}
