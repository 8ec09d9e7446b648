import { LucidError } from '../errors/lucid-error.ts'
import type { JsonValue } from '../json.ts'
import { indexOfByte, LF } from './line-ends.ts'
import { PendingBytes } from './pending-bytes.ts'
import { defaultMaxEventBytes } from './sse-framer.ts'

export interface NdjsonOptions {
  /** The most bytes that one line may have; 16 MiB unless said. */
  readonly maxLineBytes?: number
}

/** One value per line. Empty lines are skipped; a line that is not JSON ends the stream with an `upstream` error. */
export async function* ndjsonValues<T = JsonValue>(
  body: AsyncIterable<Uint8Array>,
  options: NdjsonOptions = {},
): AsyncGenerator<T, void, undefined> {
  const pending = new PendingBytes(options.maxLineBytes ?? defaultMaxEventBytes)
  let first = true
  for await (const chunk of body) {
    let start = 0
    for (let end = indexOfByte(chunk, LF, 0); end !== -1; end = indexOfByte(chunk, LF, start)) {
      const line = chunk.subarray(start, end)
      const value = valueOf<T>(pending.length === 0 ? line : pending.take(line), first)
      start = end + 1
      first = false
      if (value) yield value.of
    }
    if (start < chunk.length) pending.add(chunk.subarray(start))
  }
  const value = pending.length === 0 ? undefined : valueOf<T>(pending.take(new Uint8Array(0)), first)
  if (value) yield value.of
}

function valueOf<T>(line: Uint8Array, first: boolean): { readonly of: T } | undefined {
  const source = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8')
  const text = (first && source.startsWith('\uFEFF') ? source.slice(1) : source).trim()
  if (text === '') return undefined
  try {
    return { of: JSON.parse(text) as T }
  } catch {
    // The parser's own error quotes the line, and what a vendor sends has no place in a log.
    throw new LucidError('upstream', 'The upstream sent a line that is not JSON.', { reason: 'malformed' })
  }
}
