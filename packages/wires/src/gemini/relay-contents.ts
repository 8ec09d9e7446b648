import type { JsonObject, JsonValue, Warning } from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { quirksFor } from '../kit/quirks.ts'
import { unsigned } from './contents-out.ts'
import { listOf } from './fields.ts'
import { isPlain, partOf } from './part-in.ts'
import type { RequestTarget } from './request-out.ts'
import { unsealedSignature } from './sealed-part.ts'
import { gemini } from './wire.ts'

export interface RelayedContents {
  readonly contents: readonly JsonValue[]
  readonly warnings: readonly Warning[]
}

/**
 * The contents of a body that is passed on, where they can't go as they are because another vendor had a part in the
 * conversation: without what that one signed, and with this one's word on calls that it did not sign. Undefined for
 * contents that can, which is nearly always.
 */
export function relayContents(value: unknown, target: RequestTarget): RelayedContents | undefined {
  const { signedCalls = false } = quirksFor(target.quirks ?? {}, target.model)
  const notes = new Notes(gemini)
  const contents = listOf(value as JsonValue | undefined).flatMap((content, index) => {
    if (!isObject(content) || content.role !== 'model') return [content]
    const path = `contents[${index}]`
    const before = listOf(content.parts)
    const opened = withoutSealed(before, path, notes)
    const parts = signedCalls ? withSignedCall(opened, path, notes) : opened
    if (parts === before) return [content]
    return parts.length > 0 ? [{ ...content, parts }] : []
  })
  return notes.warnings.length > 0 ? { contents, warnings: notes.warnings } : undefined
}

/** The same list where there is nothing of the kind. */
function withoutSealed(parts: readonly JsonValue[], path: string, notes: Notes): readonly JsonValue[] {
  const sealed = parts.map(part => isObject(part) && unsealedSignature(signatureOf(part)) !== undefined)
  if (!sealed.includes(true)) return parts
  notes.add('dropped', path, 'What another vendor signed is not sent.')
  return parts.flatMap((part, index) => {
    if (!sealed[index]) return [part]
    const { thoughtSignature: _, ...rest } = partOf(part as JsonObject)
    return isPlain(rest) && rest.text === '' ? [] : [rest]
  })
}

/** Of the calls of one turn the first has to be signed. */
function withSignedCall(parts: readonly JsonValue[], path: string, notes: Notes): readonly JsonValue[] {
  const at = parts.findIndex(
    part => isObject(part) && (part.functionCall ?? part.function_call) !== undefined,
  )
  const first = parts[at]
  if (!isObject(first) || signatureOf(first) !== undefined) return parts
  notes.add('emulated', path, 'Its calls are not signed; they are sent with the vendor’s word for that.')
  return parts.with(at, { ...first, thoughtSignature: unsigned })
}

function signatureOf(part: JsonObject): JsonValue | undefined {
  return part.thoughtSignature ?? part.thought_signature
}
