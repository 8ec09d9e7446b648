import type { AssistantContent, ChatPart } from '@lucid-gateway/core'

/** The parts of a stream that a whole piece of content comes as; `id` is for a block that has none of its own. */
export function partsOf(content: AssistantContent, id: string): readonly ChatPart[] {
  const extra = content.extra ? { extra: content.extra } : {}
  switch (content.type) {
    case 'text':
    case 'refusal':
      return [
        { type: `${content.type}-start`, id, ...extra },
        ...(content.text ? [{ type: `${content.type}-delta`, id, text: content.text } as const] : []),
        { type: `${content.type}-end`, id },
      ]
    case 'reasoning': {
      const { text, signature, encrypted } = content
      return [
        { type: 'reasoning-start', id },
        ...(text ? [{ type: 'reasoning-delta', id, text } as const] : []),
        {
          type: 'reasoning-end',
          id,
          ...(signature === undefined ? {} : { signature }),
          ...(encrypted === undefined ? {} : { encrypted }),
          ...extra,
        },
      ]
    }
    case 'tool-call': {
      const { id: callId, name, input, executed } = content
      return [
        { type: 'tool-call-start', id: callId, name, ...(executed === undefined ? {} : { executed }) },
        ...(input ? [{ type: 'tool-call-delta', id: callId, input } as const] : []),
        { type: 'tool-call-end', id: callId, ...extra },
      ]
    }
    default:
      return [content]
  }
}
