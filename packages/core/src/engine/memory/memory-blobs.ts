import { type Clock, systemClock } from '../../ports/clock.ts'
import type { Blob, Blobs } from '../../ports/blobs.ts'

/** Bytes that live as long as the process, or until they run out. */
export function memoryBlobs(clock: Clock = systemClock): Blobs {
  const blobs = new Map<string, { readonly head: Blob; readonly bytes: Uint8Array }>()
  return {
    async put(id, content, facts) {
      const bytes = content instanceof Uint8Array ? content.slice() : await gather(content)
      const head: Blob = { ...facts, id, size: bytes.byteLength }
      blobs.set(id, { head, bytes })
      return head
    },
    async get(id) {
      const blob = blobs.get(id)
      if (!blob) return undefined
      if ((blob.head.expiresAt ?? Infinity) <= clock.now()) {
        blobs.delete(id)
        return undefined
      }
      return { ...blob.head, body: once(blob.bytes) }
    },
    async delete(id) {
      return blobs.delete(id)
    },
    async close() {
      blobs.clear()
    },
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.slice()
}

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}
