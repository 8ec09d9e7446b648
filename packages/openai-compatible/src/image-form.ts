import { type Attempt, fromUnknown, LucidError, type Media } from '@lucid-gateway/core'
import { type FormFile, mediaTypeOf, type WrittenEdit } from '@lucid-gateway/wires/openai-images'

/** The form of an edit, with the bytes of what was named by a URL. */
export async function formOf(
  { fields, files }: WrittenEdit,
  attempt: Pick<Attempt, 'http' | 'signal'>,
): Promise<FormData> {
  const named = files.filter(({ media }) => media.data.kind === 'url')
  if (named.length > mostUrls) throw tooMany(named[mostUrls]?.path)
  const room = { left: mostBytes }
  const bytes = await Promise.all(files.map(file => bytesOf(file, room, attempt)))
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  for (const [index, { name, media }] of files.entries()) {
    const { type, data } = bytes[index] as Bytes
    form.append(name, new Blob([data], { type }), nameOf(media, type, index))
  }
  return form
}

interface Bytes {
  readonly type: string
  readonly data: Uint8Array<ArrayBuffer>
}

async function bytesOf(
  { media, path }: FormFile,
  room: Room,
  attempt: Pick<Attempt, 'http' | 'signal'>,
): Promise<Bytes> {
  const { data, mediaType } = media
  if (data.kind === 'base64') {
    return { type: typeOf(mediaType, undefined, data.base64), data: Buffer.from(data.base64, 'base64') }
  }
  const { url } = data as Extract<Media['data'], { kind: 'url' }>
  const { served, content } = await fetched(url, path, room, attempt)
  const start = content.subarray(0, 12).toString('base64')
  return { type: typeOf(mediaType, served, start), data: content }
}

/** What a caller's address comes to is the caller's business: it must not count against the vendor, or be tried at another. */
async function fetched(
  url: string,
  path: string,
  room: Room,
  { http, signal }: Pick<Attempt, 'http' | 'signal'>,
): Promise<{ readonly served: string | undefined; readonly content: Buffer<ArrayBuffer> }> {
  try {
    const answer = await http.send({ url, method: 'GET', trust: 'caller' })
    if (answer.status === 200)
      return { served: answer.headers['content-type'], content: await bounded(answer.body, path, room) }
    await answer.body[Symbol.asyncIterator]().return?.()
    throw unreadable(path, `is at a URL that answers with status ${answer.status}`)
  } catch (thrown) {
    if (signal.aborted) throw thrown
    const error = fromUnknown(thrown)
    throw error.param === path
      ? error
      : unreadable(path, `can't be had from its URL: ${error.message}`, error.reason)
  }
}

/** As many as vendors of the wire take, so that one request of a caller's is not thousands to somebody else. */
const mostUrls = 16
/** More than any vendor of the wire takes for a picture. All of a request together have no more room. */
const mostBytes = 50 * 1024 * 1024

interface Room {
  left: number
}

async function bounded(
  body: AsyncIterable<Uint8Array>,
  path: string,
  room: Room,
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) {
    room.left -= chunk.length
    if (room.left < 0)
      throw unreadable(path, `and the others named by URLs have more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What is stated, unless it names no one format; then what the server said, if that is a picture's; else by its bytes. */
function typeOf(stated: string, served: string | undefined, base64: string): string {
  if (stated.startsWith('image/') && stated !== 'image/*') return stated
  const type = served?.split(';', 1)[0]?.trim().toLowerCase()
  return type?.startsWith('image/') ? type : mediaTypeOf(undefined, base64)
}

function nameOf({ filename }: Media, type: string, index: number): string {
  return filename ?? `picture-${index + 1}.${type.slice('image/'.length).replace('svg+xml', 'svg')}`
}

function unreadable(path: string, why: string, reason = 'unreadable_media'): LucidError {
  return new LucidError('invalid_request', `"${path}" ${why.replace(/\.$/, '')}.`, {
    param: path,
    reason,
    hint: 'Send the bytes themselves, or a URL that can be read without a key.',
  })
}

function tooMany(path = 'images'): LucidError {
  return new LucidError('invalid_request', `More than ${mostUrls} pictures are named by URLs.`, {
    param: path,
    reason: 'too_many_urls',
    hint: 'Send fewer, or the bytes themselves.',
  })
}
