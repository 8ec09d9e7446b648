import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Expected, faultOf } from './check-answer.ts'

/** What is asked of a server under test. */
export interface LoadTarget {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly stream: boolean
  readonly expected: Expected
}

const headEnd = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('0\r\n\r\n')

/** One connection that is kept, with one request on it at a time. Does as little as it can: it shares the machine with the server. */
export class Client {
  readonly #socket: Socket
  readonly #request: Buffer
  readonly #stream: boolean
  readonly #expected: Expected
  #received: Buffer[] = []
  #bytes = 0
  /** Where the answer ends; Infinity while that is not known or the answer is chunked. */
  #end: number | undefined
  #chunked = false
  #done: ((fault: string | undefined) => void) | undefined
  #begun: (() => void) | undefined

  static async connect(target: LoadTarget): Promise<Client> {
    const socket = connect({ port: target.port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    return new Client(socket, target)
  }

  private constructor(socket: Socket, target: LoadTarget) {
    this.#socket = socket
    this.#request = encode(target)
    this.#stream = target.stream
    this.#expected = target.expected
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('close', () => this.#finish('the connection was closed'))
    socket.on('error', () => {})
  }

  /** Sends one request; resolves when its answer is whole, with what is wrong with it. */
  request(): Promise<string | undefined> {
    return new Promise(resolve => {
      this.#done = resolve
      this.#socket.write(this.#request)
    })
  }

  /** Sends one request; resolves when its first event is there. */
  firstEvent(): Promise<void> {
    return new Promise(resolve => {
      this.#begun = resolve
      this.#socket.write(this.#request)
    })
  }

  close(): void {
    this.#done = undefined
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#received.push(chunk)
    this.#bytes += chunk.length
    if (this.#begun && Buffer.concat(this.#received).includes('data: ')) this.#begun()
    if (this.#end === undefined) this.#readHead()
    if (this.#chunked ? this.#endsWithLastChunk(chunk) : this.#bytes >= (this.#end ?? Infinity))
      this.#finish()
  }

  #readHead(): void {
    const all = Buffer.concat(this.#received)
    const at = all.indexOf(headEnd)
    if (at === -1) return
    const length = /\r\ncontent-length: *(\d+)/i.exec(all.toString('latin1', 0, at))?.[1]
    this.#chunked = length === undefined
    this.#end = length === undefined ? Infinity : at + headEnd.length + Number(length)
  }

  #endsWithLastChunk(chunk: Buffer): boolean {
    const tail =
      chunk.length >= lastChunk.length ? chunk : Buffer.concat(this.#received.slice(-lastChunk.length))
    return tail.subarray(-lastChunk.length).equals(lastChunk)
  }

  #finish(fault?: string): void {
    const done = this.#done
    if (!done) return
    this.#done = undefined
    const answer = Buffer.concat(this.#received)
    this.#received = []
    this.#bytes = 0
    this.#end = undefined
    done(fault ?? faultOf(answer, this.#chunked, this.#stream, this.#expected))
  }
}

function encode({ path, headers, body }: LoadTarget): Buffer {
  const fields = {
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}
