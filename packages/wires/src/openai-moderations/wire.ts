import type { WireId } from '@lucid-gateway/core'

/** https://platform.openai.com/docs/api-reference/moderations */
export const openaiModerations: WireId = 'openai-moderations'
