import { isObject } from '../kit/json.ts'
import { type Sealed, seal, type SealedThought, unseal } from '../kit/sealed.ts'

/** Stands between the vendor's id of a call and what is sealed behind it. */
const mark = '.lucid1.'

/** In characters. Clients keep ids, send each twice a turn, and print them: more than this is no id any more. */
const longest = 16_384

/**
 * The one thing of an answer which every client of this wire hands back unread is the id of a call. Undefined where
 * the content is too long for that.
 */
export function sealedId(id: string, content: Sealed): string | undefined {
  const sealed = `${id}.${seal(content)}`
  return sealed.length > longest ? undefined : sealed
}

export function isSealedId(id: unknown): boolean {
  return typeof id === 'string' && id.includes(mark)
}

/** What of a caller's message may have been sealed here. */
interface Sendable {
  readonly tool_call_id?: unknown
  readonly tool_calls?: unknown
  readonly reasoning_details?: unknown
}

/** Whether a message is for the translation, and not to be passed on: what was sealed in it is another vendor's. */
export function hasSealed({ tool_call_id, tool_calls, reasoning_details }: Sendable): boolean {
  if (tool_call_id !== undefined) return isSealedId(tool_call_id)
  if (Array.isArray(tool_calls)) {
    for (const call of tool_calls as readonly unknown[])
      if (isObject(call) && isSealedId(call.id)) return true
  }
  return reasoning_details !== undefined && thoughtsIn(reasoning_details) !== undefined
}

/** What was sealed in `reasoning_details`; undefined where that is somebody else's. */
export function thoughtsIn(details: unknown): readonly SealedThought[] | undefined {
  const entry: unknown = Array.isArray(details) ? details[0] : undefined
  const data = isObject(entry) ? entry.data : undefined
  return typeof data === 'string' ? unseal(data)?.thoughts : undefined
}

/** The vendor's own id. */
export function plainId(id: string): string {
  const at = id.lastIndexOf(mark)
  return at > 0 ? id.slice(0, at) : id
}

/** What was sealed in it; undefined for an id as the vendor gave it, and for a seal that was spoilt. */
export function unsealedId(id: string): Sealed | undefined {
  const at = id.lastIndexOf(mark)
  return at > 0 ? unseal(id.slice(at + 1)) : undefined
}
