import type { ChatPart, JsonObject } from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import type { JsonDraft } from '../kit/json.ts'
import { issued, readBlock, readSource, readToolUse } from './block-in.ts'
import { anthropicMessages } from './wire.ts'

/** Reads one block of content of a stream. */
export interface BlockReader {
  delta(delta: JsonObject, parts: ChatPart[]): void
  end(parts: ChatPart[]): void
}

/** The reader of a block that begins like this. */
export function blockReader(block: JsonObject, id: string, parts: ChatPart[]): BlockReader {
  switch (block.type) {
    case 'text':
      return new TextReader(block, id, parts)
    case 'thinking':
      return new ThinkingReader(block, id)
    default:
      return isCall(block) ? new CallReader(block, parts) : new WholeReader(block, id)
  }
}

function isCall({ type, id }: JsonObject): boolean {
  return typeof type === 'string' && type.endsWith('tool_use') && typeof id === 'string'
}

const textFields = new Set(['type', 'text', 'citations'])
const thinkingFields = new Set(['type', 'thinking', 'signature'])

/** A text begins with its first words, so that a stream which fails before them can still be tried elsewhere. */
class TextReader implements BlockReader {
  readonly #block: JsonObject
  readonly #id: string
  #started = false

  constructor(block: JsonObject, id: string, parts: ChatPart[]) {
    this.#block = block
    this.#id = id
    if (typeof block.text === 'string') this.#write(block.text, parts)
  }

  delta(delta: JsonObject, parts: ChatPart[]): void {
    if (typeof delta.text === 'string') this.#write(delta.text, parts)
    const { citation } = delta
    if (typeof citation !== 'object' || citation === null || Array.isArray(citation)) return
    this.#start(parts)
    parts.push(readSource(citation as JsonObject))
  }

  end(parts: ChatPart[]): void {
    this.#start(parts)
    parts.push({ type: 'text-end', id: this.#id })
  }

  #write(text: string, parts: ChatPart[]): void {
    if (text === '') return
    this.#start(parts)
    parts.push({ type: 'text-delta', id: this.#id, text })
  }

  #start(parts: ChatPart[]): void {
    if (this.#started) return
    this.#started = true
    const extra = extraOf(anthropicMessages, unknownFields(this.#block, textFields))
    parts.push({ type: 'text-start', id: this.#id, ...extra })
  }
}

class ThinkingReader implements BlockReader {
  readonly #block: JsonObject
  readonly #id: string
  #started = false
  #signature: string

  constructor(block: JsonObject, id: string) {
    this.#block = block
    this.#id = id
    this.#signature = typeof block.signature === 'string' ? block.signature : ''
  }

  delta(delta: JsonObject, parts: ChatPart[]): void {
    if (typeof delta.signature === 'string') this.#signature = delta.signature
    if (typeof delta.thinking !== 'string' || delta.thinking === '') return
    this.#start(parts)
    parts.push({ type: 'reasoning-delta', id: this.#id, text: delta.thinking })
  }

  /** Only what is signed goes back to the vendor. */
  end(parts: ChatPart[]): void {
    this.#start(parts)
    const signed = this.#signature !== ''
    parts.push({
      type: 'reasoning-end',
      id: this.#id,
      ...(signed
        ? {
            signature: this.#signature,
            ...extraOf(anthropicMessages, issued(this.#block, thinkingFields)),
          }
        : {}),
    })
  }

  #start(parts: ChatPart[]): void {
    if (this.#started) return
    this.#started = true
    parts.push({ type: 'reasoning-start', id: this.#id })
    const { thinking } = this.#block
    if (typeof thinking === 'string' && thinking !== '')
      parts.push({ type: 'reasoning-delta', id: this.#id, text: thinking })
  }
}

class CallReader implements BlockReader {
  readonly #id: string
  readonly #whole: string
  #empty = true

  constructor(block: JsonObject, parts: ChatPart[]) {
    const { type: _, input, ...call } = readToolUse(block)
    this.#id = call.id
    this.#whole = input
    parts.push({ type: 'tool-call-start', ...call })
  }

  delta(delta: JsonObject, parts: ChatPart[]): void {
    if (typeof delta.partial_json !== 'string' || delta.partial_json === '') return
    this.#empty = false
    parts.push({ type: 'tool-call-delta', id: this.#id, input: delta.partial_json })
  }

  end(parts: ChatPart[]): void {
    if (this.#empty) parts.push({ type: 'tool-call-delta', id: this.#id, input: this.#whole })
    parts.push({ type: 'tool-call-end', id: this.#id })
  }
}

/** A block that is of use when it is whole: what deltas it has are texts to append, or fields to set. */
class WholeReader implements BlockReader {
  readonly #block: JsonDraft
  readonly #id: string

  constructor(block: JsonObject, id: string) {
    this.#block = { ...block }
    this.#id = id
  }

  delta(delta: JsonObject): void {
    for (const [name, value] of Object.entries(delta)) {
      if (name === 'type') continue
      const before = this.#block[name]
      this.#block[name] = typeof before === 'string' && typeof value === 'string' ? before + value : value
    }
  }

  end(parts: ChatPart[]): void {
    for (const part of readBlock(this.#block)) {
      if (part.type === 'tool-result') parts.push(part)
      else if (part.type === 'reasoning') {
        const { type: _, text: __, extra, ...ending } = part
        parts.push({ type: 'reasoning-start', id: this.#id, ...(extra ? { extra } : {}) })
        parts.push({ type: 'reasoning-end', id: this.#id, ...ending })
      } else {
        parts.push({ type: 'text-start', id: this.#id, ...(part.extra ? { extra: part.extra } : {}) })
        parts.push({ type: 'text-end', id: this.#id })
      }
    }
  }
}
