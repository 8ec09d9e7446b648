import { LucidError } from '../../errors/lucid-error.ts'
import { type Clock, systemClock } from '../../ports/clock.ts'
import type { Blob, Blobs } from '../../ports/blobs.ts'

export interface MemoryBlobsOptions {
  /** The most bytes that are kept at a time; for more, the oldest go. 256 MiB unless said. */
  readonly maxBytes?: number
}

interface Kept {
  readonly head: Blob
  readonly bytes: Uint8Array
}

const standardMaxBytes = 256 * 1024 * 1024

/** Bytes that live as long as the process, until they run out or younger ones need the room. */
export function memoryBlobs(
  clock: Clock = systemClock,
  { maxBytes = standardMaxBytes }: MemoryBlobsOptions = {},
): Blobs {
  /** The oldest first. */
  const blobs = new Map<string, Kept>()
  let total = 0

  function remove(id: string): boolean {
    total -= blobs.get(id)?.bytes.byteLength ?? 0
    return blobs.delete(id)
  }

  function hasRunOut({ head: { expiresAt = Infinity } }: Kept): boolean {
    return expiresAt <= clock.now()
  }

  function makeRoom(): void {
    if (total <= maxBytes) return
    for (const [id, blob] of blobs) if (hasRunOut(blob)) remove(id)
    for (const id of blobs.keys()) {
      if (total <= maxBytes) return
      remove(id)
    }
  }

  return {
    async put(id, content, facts) {
      const bytes = await gather(content, maxBytes)
      const head: Blob = { ...facts, id, size: bytes.byteLength }
      remove(id)
      blobs.set(id, { head, bytes })
      total += bytes.byteLength
      makeRoom()
      return head
    },
    async get(id) {
      const blob = blobs.get(id)
      if (!blob) return undefined
      if (hasRunOut(blob)) {
        remove(id)
        return undefined
      }
      return { ...blob.head, body: once(blob.bytes) }
    },
    async delete(id) {
      return remove(id)
    },
    async close() {
      blobs.clear()
      total = 0
    },
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.slice()
}

async function gather(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  if (content instanceof Uint8Array) {
    requireRoom(content.byteLength, maxBytes)
    return content.slice()
  }
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of content) {
    size += chunk.byteLength
    requireRoom(size, maxBytes)
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

function requireRoom(size: number, maxBytes: number): void {
  if (size <= maxBytes) return
  throw new LucidError('unavailable', `More than ${maxBytes} bytes can't be kept in memory.`, {
    reason: 'blob_too_large',
    recourse: 'none',
    billed: 'unknown',
    hint: 'Keep blobs in a folder, or allow for more bytes.',
  })
}
