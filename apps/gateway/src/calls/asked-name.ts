import { LucidError } from '@lucid-gateway/core'

const longestName = 256

/** Throws where the name of a model or kind is longer than any is. */
export function requireName(name: string, param: string): void {
  if (name.length <= longestName) return
  throw new LucidError('invalid_request', `"${param}" may have at most ${longestName} characters.`, {
    param,
    reason: 'name_too_long',
    hint: 'Name a model as GET /v1/models lists it, or a kind such as chat.default.',
  })
}

/** Whether a text is one short word, as the names of channels and end users in headers are. */
export function isWord(text: string): boolean {
  return text.length <= longestName && /^[\x21-\x7e]+$/.test(text)
}
