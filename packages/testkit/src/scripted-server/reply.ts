/** What the vendor's stand-in answers, as data. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Each is a write of its own. */
  readonly chunks: readonly Uint8Array[]
  /** What happens once the chunks are written: a good end unless said. */
  readonly ending: Ending
}

/** `end` is a good end, `cut` closes the connection in the middle, `hang` leaves it open and says no more. */
export type Ending = 'end' | 'cut' | 'hang'

export interface ReplyOptions {
  readonly status?: number
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A JSON body. */
export function json(value: unknown, options: ReplyOptions = {}): Reply {
  return reply(JSON.stringify(value), {
    ...options,
    headers: { 'content-type': 'application/json', ...options.headers },
  })
}

/** A body as it is. */
export function reply(body: string | Uint8Array, { status = 200, headers = {} }: ReplyOptions = {}): Reply {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return { status, headers, chunks: bytes.length > 0 ? [bytes] : [], ending: 'end' }
}

export interface EventOptions extends ReplyOptions {
  /** Cuts the bytes into writes of this size, wherever that falls; one write per event unless said. */
  readonly split?: number
}

/** Server-sent events. A string goes as it is, anything else as JSON. */
export function sse(events: readonly unknown[], { split, ...options }: EventOptions = {}): Reply {
  const framed = events.map(event => Buffer.from(`data: ${asText(event)}\n\n`))
  return streamed(framed, split, 'text/event-stream', options)
}

/** One JSON value per line. */
export function ndjson(values: readonly unknown[], { split, ...options }: EventOptions = {}): Reply {
  const lines = values.map(value => Buffer.from(`${asText(value)}\n`))
  return streamed(lines, split, 'application/x-ndjson', options)
}

/** The first of a reply's chunks, and then a broken connection. None of them: not even a status. */
export function cut(whole: Reply, afterChunks: number): Reply {
  return { ...whole, chunks: whole.chunks.slice(0, afterChunks), ending: 'cut' }
}

/** The first of a reply's chunks, and then nothing more. */
export function hang(whole: Reply, afterChunks: number): Reply {
  return { ...whole, chunks: whole.chunks.slice(0, afterChunks), ending: 'hang' }
}

function streamed(
  pieces: readonly Uint8Array[],
  split: number | undefined,
  type: string,
  { status = 200, headers = {} }: ReplyOptions,
): Reply {
  const chunks = split === undefined ? pieces : resplit(Buffer.concat(pieces), split)
  return { status, headers: { 'content-type': type, ...headers }, chunks, ending: 'end' }
}

function resplit(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
  return chunks
}

function asText(event: unknown): string {
  return typeof event === 'string' ? event : JSON.stringify(event)
}
