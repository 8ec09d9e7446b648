import type { JsonObject, RelayBody } from '@lucid-gateway/core'
import { type JsonField, topLevelFields } from './fields.ts'

/**
 * A caller's body that is passed on with some top-level fields changed. `parsed` is what `JSON.parse` made of
 * `bytes`. Of a field that is given twice only the last is passed on, the one that `parsed` has, so that no reader
 * downstream can see another body than the gateway did.
 */
export function relayBody(bytes: Uint8Array, parsed: JsonObject): RelayBody {
  let members: readonly Member[] | undefined
  return {
    stream: parsed.stream === true,
    field: name => (Object.hasOwn(parsed, name) ? parsed[name] : undefined),
    patched: fields => patch(bytes, (members ??= membersOf(bytes)), fields),
  }
}

interface Member extends JsonField {
  /** Where what separates it from the member before begins. */
  readonly from: number
  /** Whether the same field comes again. */
  readonly again: boolean
}

function membersOf(bytes: Uint8Array): readonly Member[] {
  const fields = topLevelFields(bytes)
  const last = new Map(fields.map(field => [field.name, field]))
  return fields.map((field, index) => ({
    ...field,
    from: fields[index - 1]?.valueEnd ?? field.start,
    again: last.get(field.name) !== field,
  }))
}

function patch(
  bytes: Uint8Array,
  members: readonly Member[],
  fields: Readonly<Record<string, unknown>>,
): Uint8Array {
  const out = new Pieces(bytes)
  const first = members[0]?.start ?? bytes.indexOf(0x7b) + 1
  out.keep(0, first)
  const added = new Map(Object.entries(fields))
  let empty = true
  for (const member of members) {
    const patched = added.has(member.name)
    if (member.again || (patched && added.get(member.name) === undefined)) continue
    out.keep(empty ? member.start : member.from, patched ? member.valueStart : member.valueEnd)
    if (patched) out.write(JSON.stringify(added.get(member.name)))
    added.delete(member.name)
    empty = false
  }
  for (const [name, value] of added) {
    if (value === undefined) continue
    out.write(`${empty ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`)
    empty = false
  }
  out.keep(members.at(-1)?.valueEnd ?? first, bytes.length)
  return out.joined()
}

/** Slices of the original and new text, joined once at the end. */
class Pieces {
  readonly #bytes: Uint8Array
  readonly #pieces: Uint8Array[] = []
  #start = 0
  #end = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  keep(start: number, end: number): void {
    if (start !== this.#end) {
      this.#flush()
      this.#start = start
    }
    this.#end = end
  }

  write(text: string): void {
    this.#flush()
    this.#pieces.push(Buffer.from(text, 'utf8'))
    this.#start = this.#end
  }

  joined(): Uint8Array {
    this.#flush()
    return this.#pieces.length === 1 ? (this.#pieces[0] as Uint8Array) : Buffer.concat(this.#pieces)
  }

  #flush(): void {
    if (this.#end > this.#start) this.#pieces.push(this.#bytes.subarray(this.#start, this.#end))
    this.#start = this.#end
  }
}
