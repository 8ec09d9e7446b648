import type { WireId } from '@lucid-gateway/core'

/** https://ai.google.dev/api/generate-content, of Gemini's own API and of Vertex AI, whichever version of either */
export const gemini: WireId = 'gemini'
