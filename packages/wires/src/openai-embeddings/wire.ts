import type { WireId } from '@lucid-gateway/core'

/** https://platform.openai.com/docs/api-reference/embeddings */
export const openaiEmbeddings: WireId = 'openai-embeddings'

/** How the numbers of a vector are written: as JSON, or as base64 of 32-bit floats, little end first. */
export type Encoding = 'float' | 'base64'
