import type { ServerResponse } from 'node:http'

/** An answer as it was given, so that it can be given again. */
export interface RecordedAnswer {
  readonly status: number
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Uint8Array
}

/** Writes an answer down while it is given, also once its client is gone; of a body beyond the limit nothing is kept. */
export class AnswerRecording {
  readonly #mostBytes: number
  readonly #chunks: Buffer[] = []
  readonly #keep: (answer: RecordedAnswer | undefined) => Promise<void>
  #isKept = false
  #size = 0
  /** Whether it was given up before it was whole. */
  #isCut = false
  #status = 0
  #headers: readonly string[] = []

  /** `keep` is given the answer once, or undefined where it was given up or too large. Its client sees the end when that is over. */
  constructor(
    response: ServerResponse,
    mostBytes: number,
    keep: (answer: RecordedAnswer | undefined) => Promise<void>,
  ) {
    this.#mostBytes = mostBytes
    this.#keep = keep
    this.#listen(response)
  }

  async #end(): Promise<void> {
    if (this.#isKept) return
    this.#isKept = true
    await this.#keep(this.#answer)
  }

  get #answer(): RecordedAnswer | undefined {
    if (this.#isCut || this.#size > this.#mostBytes) return undefined
    return { status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks) }
  }

  #listen(response: ServerResponse): void {
    const writeHead = response.writeHead.bind(response)
    const write = response.write.bind(response) as Write<boolean>
    const end = response.end.bind(response) as Write<ServerResponse>
    const destroy = response.destroy.bind(response)
    const gone = (): boolean => response.destroyed || response.socket?.destroyed === true
    Object.assign(response, {
      writeHead: (status: number, fields: readonly string[]) => {
        this.#status = status
        this.#headers = fields
        return gone() ? response : writeHead(status, fields as string[])
      },
      write: (chunk: Chunk, encoding?: BufferEncoding) => {
        this.#add(chunk, encoding)
        return gone() || write(chunk, encoding)
      },
      end: (chunk?: Chunk, encoding?: BufferEncoding) => {
        if (chunk !== undefined) this.#add(chunk, encoding)
        void this.#end().then(() => gone() || end(chunk, encoding))
        return response
      },
      destroy: (error?: Error) => {
        this.#isCut = true
        void this.#end()
        return destroy(error)
      },
    })
  }

  #add(chunk: Chunk, encoding?: BufferEncoding): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk)
    this.#size += bytes.length
    if (this.#size <= this.#mostBytes) this.#chunks.push(bytes)
    else this.#chunks.length = 0
  }
}

type Chunk = Uint8Array | string
type Write<Given> = (chunk?: Chunk, encoding?: BufferEncoding) => Given
