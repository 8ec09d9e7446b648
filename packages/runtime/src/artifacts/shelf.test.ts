import type { Blobs, Http } from '@lucid-gateway/core'
import { memoryBlobs } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { Shelf } from './shelf.ts'

/** A body without an end, which knows whether its reader has let go of it. */
class Endless implements AsyncIterableIterator<Uint8Array> {
  isLeft = false
  readonly #chunk: Uint8Array

  constructor(text: string) {
    this.#chunk = Buffer.from(text.padEnd(1024, '.'))
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    return { done: false, value: this.#chunk }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.isLeft = true
    return { done: true, value: undefined }
  }
}

const full: Blobs = { ...memoryBlobs(), put: () => Promise.reject(new Error('The disk is full.')) }

async function take(status: number, body: Endless, blobs = memoryBlobs()): Promise<unknown> {
  const shelf = new Shelf({ way: 'kept', blobs, expiresAt: Infinity, maxBytes: 4096 })
  const http = { send: async () => ({ status, headers: {}, body }) } as unknown as Http
  const media = { mediaType: 'image/png', data: { kind: 'url', url: 'https://files.example/1' } } as const
  return shelf.take(media, () => http).catch((thrown: unknown) => thrown)
}

describe('a file that is not kept leaves its connection free', () => {
  it.each<[string, number, string, Blobs?]>([
    ['a status that is no file', 404, 'gone'],
    ['a page in its place', 200, '<!doctype html>'],
    ['more bytes than are kept', 200, 'bytes'],
    ['a store that takes none', 200, 'bytes', full],
  ])('for %s', async (_, status, text, blobs) => {
    const body = new Endless(text)
    expect(await take(status, body, blobs)).toBeInstanceOf(Error)
    expect(body.isLeft).toBe(true)
  })
})
