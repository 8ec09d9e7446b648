import { LucidError } from '@lucid-gateway/core'

const mostCharacters = 1_000_000

/** The demo works on the thread that serves others, so it takes no more than it can do in a moment. */
export function refuseLong(param: string, count: number, mostCount: number, characters: number): void {
  if (count > mostCount) {
    throw new LucidError(
      'invalid_request',
      `The demo takes at most ${mostCount} ${param} at a time, not ${count}.`,
      {
        param,
        reason: 'too_many',
        hint: 'Send them in several requests.',
      },
    )
  }
  if (characters <= mostCharacters) return
  throw new LucidError('context_length', `The demo reads at most ${mostCharacters} characters at a time.`, {
    param,
    hint: 'Send them in several requests.',
  })
}
