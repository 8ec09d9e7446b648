import type { ErrorWords } from '@lucid-gateway/provider-kit'

/** https://developers.openai.com/api/docs/guides/image-generation#content-moderation */
export const errors: ErrorWords = {
  moderation_blocked: { code: 'content_filter', billed: 'no' },
}
