import type { ServerResponse } from 'node:http'

/** An answer as it was given, so that it can be given again. */
export interface RecordedAnswer {
  readonly status: number
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Uint8Array
}

/**
 * Writes an answer down while it is given, also once its client is gone. `keep` is given it once, or undefined where it was
 * given up or has more bytes than are kept. The client sees the end when that is over.
 */
export function recordAnswer(
  response: ServerResponse,
  mostBytes: number,
  keep: (answer: RecordedAnswer | undefined) => Promise<void>,
): void {
  const writeHead = response.writeHead.bind(response)
  const write = response.write.bind(response) as Write<boolean>
  const end = response.end.bind(response) as Write<ServerResponse>
  const destroy = response.destroy.bind(response)
  const gone = (): boolean => response.destroyed || response.socket?.destroyed === true

  const chunks: Buffer[] = []
  let size = 0
  let isKept = false
  let head: Omit<RecordedAnswer, 'body'> = { status: 0, headers: [] }

  function add(chunk: Chunk, encoding?: BufferEncoding): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk)
    size += bytes.length
    if (size <= mostBytes) chunks.push(bytes)
    else chunks.length = 0
  }

  async function keepOnce(isWhole: boolean): Promise<void> {
    if (isKept) return
    isKept = true
    await keep(isWhole && size <= mostBytes ? { ...head, body: Buffer.concat(chunks) } : undefined)
  }

  Object.assign(response, {
    writeHead: (status: number, headers: readonly string[]) => {
      head = { status, headers }
      return gone() ? response : writeHead(status, headers as string[])
    },
    write: (chunk: Chunk, encoding?: BufferEncoding) => {
      add(chunk, encoding)
      return gone() || write(chunk, encoding)
    },
    end: (chunk?: Chunk, encoding?: BufferEncoding) => {
      if (chunk !== undefined) add(chunk, encoding)
      void keepOnce(true).then(() => gone() || end(chunk, encoding))
      return response
    },
    destroy: (error?: Error) => {
      void keepOnce(false)
      return destroy(error)
    },
  })
}

type Chunk = Uint8Array | string
type Write<Given> = (chunk?: Chunk, encoding?: BufferEncoding) => Given
