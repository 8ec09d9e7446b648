import { LucidError } from '@lucid-gateway/core'

const longest = 256

/** The end user whom a body names. Records, limits and budgets keep the name, so it is a short line of text. */
export function endUser(name: string | undefined): string | undefined {
  if (name === undefined || (name.length <= longest && !/[\p{Cc}\p{Cs}]/u.test(name))) return name
  throw new LucidError('invalid_request', `The end user must be a line of at most ${longest} characters.`, {
    param: 'user',
    reason: 'invalid_field',
    hint: 'Send an id that is shorter, such as a hash of it.',
  })
}
