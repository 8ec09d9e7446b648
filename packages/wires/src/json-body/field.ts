import { notAnObject } from './not-an-object.ts'

const backslash = 0x5c
const firstBeyondAscii = 0x80

/** One member of the object that a JSON text is, by the places of its bytes. Its name is decoded only if someone asks. */
export class JsonField {
  /** Where the key's opening quote is. */
  readonly start: number
  readonly valueStart: number
  /** The index after the value. */
  readonly valueEnd: number
  readonly #bytes: Uint8Array
  readonly #keyEnd: number

  constructor(bytes: Uint8Array, start: number, keyEnd: number, valueStart: number, valueEnd: number) {
    this.#bytes = bytes
    this.start = start
    this.#keyEnd = keyEnd
    this.valueStart = valueStart
    this.valueEnd = valueEnd
  }

  get name(): string {
    const text = Buffer.prototype.toString.call(this.#bytes, 'utf8', this.start, this.#keyEnd + 1)
    if (!text.includes('\\')) return text.slice(1, -1)
    try {
      return JSON.parse(text) as string
    } catch (cause) {
      throw notAnObject(this.start, cause)
    }
  }

  /** Whether that is its name; byte by byte, where the key is written plainly. */
  is(name: string): boolean {
    const from = this.start + 1
    let same = this.#keyEnd - from === name.length
    for (let at = from; at < this.#keyEnd; at++) {
      const byte = this.#bytes[at] as number
      if (byte === backslash || byte >= firstBeyondAscii) return this.name === name
      if (same && byte !== name.charCodeAt(at - from)) same = false
    }
    return same
  }
}
