import type { Http, Media } from '@lucid-gateway/core'
import type { Shelf } from './shelf.ts'

/** The same result with every file in it taken over, wherever a capability has put it. */
export async function takeMedia<T>(value: T, shelf: Shelf, http: () => Http): Promise<T> {
  return (await taken(value, shelf, http, 0)) as T
}

/** A plugin's result is no deeper, unless it is none. */
const deepest = 16

async function taken(value: unknown, shelf: Shelf, http: () => Http, depth: number): Promise<unknown> {
  if (typeof value !== 'object' || value === null || depth > deepest) return value
  if (isMedia(value)) return shelf.take(value, http)
  if (Array.isArray(value)) return all(value.map(item => taken(item, shelf, http, depth + 1)))
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  const entries = await all(
    Object.entries(value).map(
      async ([name, item]) => [name, await taken(item, shelf, http, depth + 1)] as const,
    ),
  )
  return entries.every(([name, item]) => item === (value as Record<string, unknown>)[name])
    ? value
    : Object.fromEntries(entries)
}

/** None is left to itself where another fails, so that nothing is kept after its job has ended. */
async function all<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(work)
  return Promise.all(work)
}

function isMedia(value: object): value is Media {
  const { mediaType, data } = value as Partial<Media>
  return typeof mediaType === 'string' && typeof data === 'object' && data !== null && 'kind' in data
}
