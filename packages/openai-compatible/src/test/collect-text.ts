import type { ChatPart } from '@lucid-gateway/core'

/** All text of a stream of parts. */
export async function collectText(parts: AsyncIterable<ChatPart>): Promise<string> {
  let text = ''
  for await (const part of parts) if (part.type === 'text-delta') text += part.text
  return text
}
