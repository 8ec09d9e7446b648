import { type Blobs, type Http, LucidError, type Media } from '@lucid-gateway/core'
import { type Artifact, artifactId } from './artifact.ts'
import { type Headed, headOf } from './head-of.ts'
import { plainType } from './plain-type.ts'
import { sniffMedia } from './sniff-media.ts'

/** What becomes of the files in a result: they come in it as base64, or are kept and named by their ids. */
export type MediaWay = 'inline' | 'kept'

export interface ShelfOptions {
  readonly way: MediaWay
  readonly blobs: Blobs
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  readonly maxBytes: number
  readonly onKept?: ((artifact: Artifact) => void) | undefined
}

/** Enough for the size of a picture to be among them. */
const headBytes = 64 * 1024

/** Takes what a vendor made out of the vendor's hands. */
export class Shelf {
  readonly #options: ShelfOptions

  constructor(options: ShelfOptions) {
    this.#options = options
  }

  /** Bytes that are in hand, or on their way. */
  async put(
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    said: Pick<Media, 'mediaType' | 'filename'>,
  ): Promise<Media> {
    const headed = await headOf(bytes instanceof Uint8Array ? once(bytes) : bytes, headBytes)
    try {
      return await this.#keep(headed, said)
    } finally {
      await headed.leave()
    }
  }

  async #keep({ head, whole }: Headed, said: Pick<Media, 'mediaType' | 'filename'>): Promise<Media> {
    const found = sniffMedia(head)
    if (found.mediaType === undefined && isPage(head)) throw noMedia(said.mediaType)
    const mediaType = found.mediaType ?? plainType(said.mediaType)
    const named = said.filename === undefined ? {} : { filename: said.filename }
    const bounded = within(this.#options.maxBytes, whole)
    if (this.#options.way === 'inline') {
      const base64 = Buffer.concat(await Array.fromAsync(bounded)).toString('base64')
      return { mediaType, ...sizeOf(found), data: { kind: 'base64', base64 }, ...named } as Media
    }
    const { blobs, expiresAt, onKept } = this.#options
    const id = artifactId()
    const { size } = await blobs.put(id, bounded, { mediaType, expiresAt, ...named })
    onKept?.({ id, mediaType, size, ...sizeOf(found) })
    return { mediaType, ...sizeOf(found), data: { kind: 'reference', id }, ...named } as Media
  }

  /** A file as a plugin gives it, wherever its bytes are. */
  async take(media: Media, http: () => Http): Promise<Media> {
    const { data } = media
    if (data.kind === 'reference') return media
    if (data.kind === 'base64') {
      if (this.#options.way === 'inline') return media
      return merged(media, await this.put(Buffer.from(data.base64, 'base64'), media))
    }
    const inHand = dataUrl(data.url)
    if (inHand) return merged(media, await this.put(inHand.bytes, { ...media, mediaType: inHand.mediaType }))
    return merged(media, await this.#fetched(media, data.url, http()))
  }

  /** Without credentials; what breaks off is fetched again, since that costs nothing. */
  async #fetched(media: Media, url: string, http: Http): Promise<Media> {
    for (let left = 2; ; left--) {
      try {
        const answer = await http.send({ url, trust: 'artifact' })
        if (answer.status >= 300) {
          await answer.body[Symbol.asyncIterator]().return?.()
          throw notDelivered(answer.status)
        }
        return await this.put(answer.body, media)
      } catch (thrown) {
        const passes = LucidError.is(thrown) && thrown.origin === 'provider' && thrown.billed !== 'yes'
        if (!passes || left === 0) throw thrown
      }
    }
  }
}

/** What the bytes say goes before what was said of them. */
function merged(said: Media, kept: Media): Media {
  return { ...said, ...kept }
}

function sizeOf({ width, height }: { readonly width?: number; readonly height?: number }): {
  readonly width?: number
  readonly height?: number
} {
  return width === undefined || height === undefined ? {} : { width, height }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function* within(most: number, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > most) throw tooLarge(most)
    yield chunk
  }
}

const dataUrlPattern = /^data:([^,;]*)(?:;[^,]*?)??(;base64)?,/i

function dataUrl(url: string): { readonly mediaType: string; readonly bytes: Uint8Array } | undefined {
  const [head, type, encoded] = dataUrlPattern.exec(url) ?? []
  if (head === undefined) return undefined
  const text = url.slice(head.length)
  const bytes = encoded ? Buffer.from(text, 'base64') : Buffer.from(decodeURIComponent(text))
  return { mediaType: type || 'text/plain', bytes }
}

/** An error page that came in the place of a file. */
function isPage(head: Uint8Array): boolean {
  return /^\s*<(?:!doctype\s+html|html)/i.test(Buffer.from(head.subarray(0, 256)).toString('latin1'))
}

function noMedia(mediaType: string): LucidError {
  return new LucidError('upstream', `A page came from the vendor in the place of ${mediaType}.`, {
    ...paidFor,
    reason: 'artifact_not_media',
  })
}

/** What fails at the vendor's end may pass; what is refused or gone does not. */
function notDelivered(status: number): LucidError {
  return new LucidError('upstream', `The vendor made it, but does not deliver it (status ${status}).`, {
    ...paidFor,
    billed: status >= 500 ? 'unknown' : 'yes',
    reason: 'artifact_gone',
  })
}

function tooLarge(most: number): LucidError {
  return new LucidError('upstream', `What the vendor made has more than ${most} bytes.`, {
    ...paidFor,
    reason: 'artifact_too_large',
    hint: 'The operator can raise the limit: `jobs.maxArtifactBytes`.',
  })
}

const paidFor = Object.freeze({ recourse: 'none', billed: 'yes' } as const)
