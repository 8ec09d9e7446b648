/**
 * Bytes by id: what models made, and what callers sent.
 * Draft: outside the ABI promise until two drivers implement it.
 */
export interface Blobs {
  put(id: string, bytes: Uint8Array | AsyncIterable<Uint8Array>, facts: BlobFacts): Promise<Blob>
  get(id: string): Promise<BlobContent | undefined>
  delete(id: string): Promise<boolean>
  close(): Promise<void>
}

export interface BlobFacts {
  readonly mediaType: string
  readonly filename?: string
  /** Milliseconds since 1970 after which it may be deleted. */
  readonly expiresAt?: number
}

export interface Blob extends BlobFacts {
  readonly id: string
  readonly size: number
}

export interface BlobContent extends Blob {
  readonly body: AsyncIterable<Uint8Array>
}
