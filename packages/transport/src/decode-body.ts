import type { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { LucidError } from '@lucid-gateway/core'
import { tooLarge } from './collect.ts'

const decoders: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
])

export const codings = 'gzip, br, zstd'

const highestRatio = 100
/** Below this much, a high ratio is no harm. */
const ratioMatters = 1024 * 1024

/** Takes one layer of compression off. More layers, or one that grows too much, are refused. */
export function decodeBody(
  body: AsyncIterable<Uint8Array>,
  coding: string,
  host: string,
  limit: number,
): AsyncIterable<Uint8Array> {
  const name = coding.trim().toLowerCase()
  if (name === '' || name === 'identity') return body
  const decoder = decoders.get(name)
  if (decoder === undefined) throw unknownCoding(host, name)
  return inflate(body, decoder(), host, limit)
}

async function* inflate(
  body: AsyncIterable<Uint8Array>,
  decoder: Transform,
  host: string,
  limit: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let taken = 0
  let given = 0
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      taken += chunk.byteLength
      yield chunk
    }
  }
  const fed = pipeline(counted, decoder).catch(() => {})
  try {
    for await (const chunk of decoder as AsyncIterable<Uint8Array>) {
      given += chunk.byteLength
      if (given > limit) throw tooLarge(host, limit)
      if (given > ratioMatters && given > taken * highestRatio) throw bomb(host)
      yield chunk
    }
  } catch (thrown) {
    throw LucidError.is(thrown) ? thrown : brokenCoding(host)
  } finally {
    decoder.destroy()
    await fed
  }
}

function unknownCoding(host: string, name: string): LucidError {
  return new LucidError('upstream', `${host} compressed its answer in a way that is not understood.`, {
    reason: 'content_encoding',
    details: { coding: name.slice(0, 100) },
  })
}

function bomb(host: string): LucidError {
  return new LucidError(
    'upstream',
    `The compressed answer of ${host} grows more than ${highestRatio} times.`,
    {
      reason: 'decompression_ratio',
    },
  )
}

function brokenCoding(host: string): LucidError {
  return new LucidError('upstream', `The compressed answer of ${host} is damaged or cut short.`, {
    reason: 'broken_compression',
  })
}
