import type { AdminClient, Answer } from './admin-client.ts'

const pageSize = 500

/** The rows of a list, from page to page, as many as are wanted. */
export async function* rowsOf(
  ask: AdminClient,
  path: string,
  query = new URLSearchParams(),
  most = Infinity,
): AsyncGenerator<Answer> {
  let left = most
  for (let after: string | undefined; left > 0;) {
    query.set('limit', String(Math.min(left, pageSize)))
    if (after !== undefined) query.set('after', after)
    const { data, next } = await ask('GET', `${path}?${query.toString()}`)
    const rows = data as readonly Answer[]
    yield* rows
    left -= rows.length
    if (typeof next !== 'string') return
    after = next
  }
}
