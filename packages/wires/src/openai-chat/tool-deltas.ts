import type { ChatPart, JsonObject, JsonValue } from '@lucid-gateway/core'
import { extraOf } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { callExtra, innerOf, isCustom, textOf } from './tool-call.ts'
import { customType, openaiChat } from './wire.ts'

interface OpenCall {
  /** The id as it came; empty where the vendor gave none. */
  readonly vendorId: string
  readonly custom: boolean
  id: string
  name: string
  started: boolean
  /** What came before the name did. */
  early: string
  empty: boolean
  kept: JsonDraft | undefined
  keptLate: boolean
}

/**
 * Puts the pieces of the tool calls of one answer together. Pieces belong to a call by `index`, else by `id`, else to
 * the last one; an id may come with every piece, or a new one under an old index, and names may be empty later on.
 */
export class ToolDeltas {
  readonly #choice: number
  readonly #calls: OpenCall[] = []
  /** The last call of each index, and the first of each id. */
  readonly #byIndex = new Map<number, OpenCall>()
  readonly #byId = new Map<string, OpenCall>()
  readonly #ids = new Set<string>()
  #made = 0

  constructor(choice: number) {
    this.#choice = choice
  }

  /** Whether there was any call. */
  get any(): boolean {
    return this.#made > 0
  }

  read(deltas: JsonValue, parts: ChatPart[]): void {
    const list = Array.isArray(deltas) ? (deltas as readonly JsonValue[]) : [deltas]
    for (const delta of list) if (isObject(delta)) this.#piece(delta, parts)
  }

  end(parts: ChatPart[]): void {
    for (const call of this.#calls) {
      if (!call.started) this.#start(call, parts)
      if (call.empty && !call.custom)
        parts.push({ type: 'tool-call-delta', id: call.id, input: '{}', ...this.#of() })
      parts.push({
        type: 'tool-call-end',
        id: call.id,
        ...this.#of(),
        ...(call.keptLate ? extraOf(openaiChat, call.kept) : {}),
      })
    }
    this.#calls.length = 0
    this.#byIndex.clear()
    this.#byId.clear()
  }

  #piece(delta: JsonObject, parts: ChatPart[]): void {
    const inner = innerOf(delta)
    const name = typeof inner.name === 'string' ? inner.name : ''
    const call = this.#find(delta, name) ?? this.#open(delta)
    const kept = callExtra(delta)
    if (kept) {
      if (call.started && kept.type !== customType) call.keptLate = true
      call.kept = Object.assign(call.kept ?? {}, kept)
    }
    if (call.name === '') call.name = name
    const input = textOf(call.custom ? inner.input : inner.arguments)
    if (call.name === '') {
      call.early += input
      return
    }
    if (!call.started) this.#start(call, parts)
    this.#input(call, input, parts)
  }

  #find(delta: JsonObject, name: string): OpenCall | undefined {
    const id = typeof delta.id === 'string' ? delta.id : ''
    const last = this.#calls.at(-1)
    if (typeof delta.index !== 'number') {
      if (id !== '') return this.#byId.get(id) ?? (name === '' ? last : undefined)
      return name === '' ? last : undefined
    }
    const call = this.#byIndex.get(delta.index)
    const another = call && id !== '' && call.vendorId !== '' && id !== call.vendorId && name !== ''
    return another ? undefined : call
  }

  #open(delta: JsonObject): OpenCall {
    const vendorId = typeof delta.id === 'string' ? delta.id : ''
    const call: OpenCall = {
      vendorId,
      custom: isCustom(delta),
      id: this.#freeId(vendorId),
      name: '',
      started: false,
      early: '',
      empty: true,
      kept: undefined,
      keptLate: false,
    }
    this.#calls.push(call)
    if (typeof delta.index === 'number') this.#byIndex.set(delta.index, call)
    if (!this.#byId.has(vendorId)) this.#byId.set(vendorId, call)
    return call
  }

  #freeId(vendorId: string): string {
    const number = this.#made++
    const wanted = vendorId || `call_${this.#choice}_${number}`
    const id = this.#ids.has(wanted) ? `${wanted}_${number}` : wanted
    this.#ids.add(id)
    return id
  }

  #start(call: OpenCall, parts: ChatPart[]): void {
    call.started = true
    const { id, name } = call
    parts.push({ type: 'tool-call-start', id, name, ...this.#of(), ...extraOf(openaiChat, { ...call.kept }) })
    this.#input(call, call.early, parts)
  }

  #input(call: OpenCall, input: string, parts: ChatPart[]): void {
    if (input === '') return
    call.empty = false
    parts.push({ type: 'tool-call-delta', id: call.id, input, ...this.#of() })
  }

  #of(): { readonly choice?: number } {
    return this.#choice === 0 ? {} : { choice: this.#choice }
  }
}
