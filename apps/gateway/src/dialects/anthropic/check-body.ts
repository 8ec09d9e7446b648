import type { JsonBody } from '../../http/json-body.ts'

/** The end user, as https://platform.claude.com/docs/en/api/messages/create: `metadata.user_id` names them. */
export function userOf({ metadata }: JsonBody): string | undefined {
  const { user_id: user } = (metadata ?? {}) as { readonly user_id?: unknown }
  return typeof user === 'string' && user !== '' ? user : undefined
}
