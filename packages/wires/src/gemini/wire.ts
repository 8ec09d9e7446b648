import type { WireId } from '@lucid-gateway/core'

/** https://ai.google.dev/api/generate-content, of Gemini's own API and of Vertex AI, whichever version of either */
export const gemini: WireId = 'gemini'

/** The part of an address that names the model and what to do: the body says neither. */
export function methodPath(model: string, method: string): string {
  return `/${model.includes('/') ? model : `models/${model}`}:${method}`
}

/** Whether an answer is to be whole or a stream is said by the address too. */
export function generatePath(model: string, stream: boolean): string {
  return stream
    ? `${methodPath(model, 'streamGenerateContent')}?alt=sse`
    : methodPath(model, 'generateContent')
}
