import type { HttpHeaders, JsonObject, RelayBody } from '@lucid-gateway/core'
import type { JsonField } from './field.ts'
import { topLevelFields } from './fields.ts'

/**
 * A caller's body that is passed on with some top-level fields changed. `parsed` is what `JSON.parse` made of
 * `bytes`. Of a field that is given twice only the last is passed on, the one that `parsed` has, so that no reader
 * downstream can see another body than the gateway did. `headers` are the caller's that are part of the wire.
 */
export function relayBody(bytes: Uint8Array, parsed: JsonObject, headers?: HttpHeaders): RelayBody {
  let members: Members | undefined
  return {
    stream: parsed.stream === true,
    ...(headers === undefined ? {} : { headers }),
    field: name => (Object.hasOwn(parsed, name) ? parsed[name] : undefined),
    patched: fields => patch(bytes, parsed, (members ??= membersOf(bytes, parsed)), fields),
  }
}

interface Members {
  readonly all: readonly JsonField[]
  /** The last one of each name; absent where no name comes twice. */
  readonly last: ReadonlyMap<string, JsonField> | undefined
}

function membersOf(bytes: Uint8Array, parsed: JsonObject): Members {
  const all = topLevelFields(bytes)
  const repeats = Object.keys(parsed).length < all.length
  return { all, last: repeats ? new Map(all.map(field => [field.name, field])) : undefined }
}

function patch(
  bytes: Uint8Array,
  parsed: JsonObject,
  { all, last }: Members,
  fields: Readonly<Record<string, unknown>>,
): Uint8Array {
  const out = new Pieces(bytes)
  const names = Object.keys(fields)
  /** Where what separates the next member from the one before begins. */
  let from = all[0]?.start ?? bytes.indexOf(0x7b) + 1
  let empty = true
  out.keep(0, from)
  for (const member of all) {
    const { start, valueStart, valueEnd } = member
    const name = names.find(one => member.is(one))
    const patched = name !== undefined
    const dropped = (patched && fields[name] === undefined) || (last && last.get(member.name) !== member)
    if (!dropped) {
      out.keep(empty ? start : from, patched ? valueStart : valueEnd)
      if (patched) out.write(JSON.stringify(fields[name]))
      empty = false
    }
    from = valueEnd
  }
  for (const name of names) {
    if (fields[name] === undefined || Object.hasOwn(parsed, name)) continue
    out.write(`${empty ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(fields[name])}`)
    empty = false
  }
  out.keep(from, bytes.length)
  return out.joined()
}

interface Piece {
  readonly start: number
  end: number
  /** What is written after it. */
  text: string
}

/** Slices of the original with new text between them, copied once at the end. */
class Pieces {
  readonly #bytes: Buffer
  readonly #pieces: Piece[] = []

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  keep(start: number, end: number): void {
    const last = this.#pieces.at(-1)
    if (last?.end === start && last.text === '') last.end = end
    else this.#pieces.push({ start, end, text: '' })
  }

  write(text: string): void {
    const last = this.#pieces.at(-1)
    if (last) last.text += text
  }

  joined(): Uint8Array {
    let length = 0
    for (const { start, end, text } of this.#pieces) length += end - start + Buffer.byteLength(text)
    const joined = Buffer.allocUnsafe(length)
    let at = 0
    for (const { start, end, text } of this.#pieces) {
      at += this.#bytes.copy(joined, at, start, end)
      if (text !== '') at += joined.write(text, at)
    }
    return joined
  }
}
