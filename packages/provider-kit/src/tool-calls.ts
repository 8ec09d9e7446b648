import type { ChatPart } from '@lucid-gateway/core'

/** A fragment of a tool call as vendors send it; any of it may be missing. */
export interface ToolCallFragment {
  readonly index?: number
  readonly id?: string
  readonly name?: string
  /** A piece of the arguments' JSON text. */
  readonly input?: string
}

interface OpenCall {
  readonly id: string
  /** What came before the name did. */
  held: string
  started: boolean
  empty: boolean
}

/** Makes parts out of fragments. One for each choice of a stream. */
export interface ToolCalls {
  add(fragment: ToolCallFragment): readonly ChatPart[]
  /** Ends all calls. */
  end(): readonly ChatPart[]
}

/**
 * A fragment belongs to the call of its index, else of its id, else to the last one. A new id under an index that is in
 * use is a new call; ids may be repeated, names may come late or come again empty; a call without arguments gets `{}`.
 */
export function toolCalls(newId: (position: number) => string = position => `call_${position}`): ToolCalls {
  const calls: OpenCall[] = []
  /** The last call of each index, and the first of each id. */
  const byIndex = new Map<number, OpenCall>()
  const byId = new Map<string, OpenCall>()

  function find({ index, id }: ToolCallFragment): OpenCall | undefined {
    const sameIndex = index === undefined ? undefined : byIndex.get(index)
    if (sameIndex) return id && id !== sameIndex.id ? byId.get(id) : sameIndex
    if (id) return byId.get(id)
    return index === undefined ? calls.at(-1) : undefined
  }

  function open({ index, id }: ToolCallFragment): OpenCall {
    const call: OpenCall = { id: id || newId(calls.length), held: '', started: false, empty: true }
    calls.push(call)
    if (index !== undefined) byIndex.set(index, call)
    if (!byId.has(call.id)) byId.set(call.id, call)
    return call
  }

  return {
    add(fragment) {
      const call = find(fragment) ?? open(fragment)
      if (!call.started && !fragment.name) {
        call.held += fragment.input ?? ''
        return []
      }
      const parts: ChatPart[] = []
      if (!call.started) {
        call.started = true
        parts.push({ type: 'tool-call-start', id: call.id, name: fragment.name as string })
      }
      const input = call.held + (fragment.input ?? '')
      call.held = ''
      if (input) {
        call.empty = false
        parts.push({ type: 'tool-call-delta', id: call.id, input })
      }
      return parts
    },
    end() {
      byIndex.clear()
      byId.clear()
      return calls
        .splice(0)
        .flatMap(({ id, started, empty }): ChatPart[] => [
          ...(started && empty ? [{ type: 'tool-call-delta', id, input: '{}' } as const] : []),
          ...(started ? [{ type: 'tool-call-end', id } as const] : []),
        ])
    },
  }
}
