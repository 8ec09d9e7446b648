import type { WireId } from '@lucid-gateway/core'

/** https://platform.openai.com/docs/api-reference/chat */
export const openaiChat: WireId = 'openai-chat'

/** A tool call of a tool of type `custom`, whose input is text and no JSON, has this in its extra. */
export const customType = 'custom'
