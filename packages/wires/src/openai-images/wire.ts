import type { WireId } from '@lucid-gateway/core'

/** https://platform.openai.com/docs/api-reference/images */
export const openaiImages: WireId = 'openai-images'
