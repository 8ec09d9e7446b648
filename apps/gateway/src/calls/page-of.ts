import { LucidError } from '@lucid-gateway/core'

export interface PageAsked {
  readonly limit: number
  /** The name of the item that the page begins after, or ends before. */
  readonly after?: string | null
  readonly before?: string | null
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Whether there are more in the direction that was asked for. */
  readonly more: boolean
}

/** A stretch of a list whose items have names. */
export function pageOf<T>(
  all: readonly T[],
  nameOf: (item: T) => string,
  { limit, after, before }: PageAsked,
): Page<T> {
  const indexOf = (name: string): number => {
    const index = all.findIndex(item => nameOf(item) === name)
    if (index !== -1) return index
    throw new LucidError('invalid_request', 'The page begins at something that is not in the list.', {
      reason: 'unknown_cursor',
      hint: 'Begin anew, without a place to go on from.',
    })
  }
  if (before) {
    const end = indexOf(before)
    const start = Math.max(0, end - limit)
    return { items: all.slice(start, end), more: start > 0 }
  }
  const start = after ? indexOf(after) + 1 : 0
  return { items: all.slice(start, start + limit), more: start + limit < all.length }
}

/** How many items a query asks for: a whole number from 1 to the most that the vendor gives. */
export function limitIn(
  query: URLSearchParams,
  name: string,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  const said = query.get(name)
  if (said === null || said === '') return usual
  const limit = Number(said)
  if (Number.isInteger(limit) && limit >= 1) return Math.min(limit, most)
  throw new LucidError('invalid_request', `"${name}" must be a whole number from 1 to ${most}.`, {
    param: name,
    reason: 'invalid_field',
    hint: 'Leave it out for as many as usual.',
  })
}
