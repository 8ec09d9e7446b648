import type { AssistantContent, Extra, JsonObject, ReasoningPart } from '@lucid-gateway/core'
import { isObject, parseJson } from '../kit/json.ts'
import { anthropicMessages } from './wire.ts'

/** No signature of the vendor's begins so: theirs are base64. */
const mark = 'lucid.'

/**
 * What another vendor has to be given back unchanged, sealed for a client of this wire: in the place of the signature of
 * a thinking block, and for a tool call in a block of redacted thinking before it. Clients give both back as they are,
 * and only the vendor that issued it is given what is inside.
 */
export function seal(carried: Carried): string | undefined {
  const extra = foreignOf(carried.extra)
  const { signature, encrypted } = carried
  if (signature === undefined && encrypted === undefined && !extra) return undefined
  return mark + Buffer.from(JSON.stringify({ signature, encrypted, extra })).toString('base64url')
}

type Carried = Pick<ReasoningPart, 'signature' | 'encrypted' | 'extra'>

export function unseal(sealed: string | undefined): Carried | undefined {
  if (!sealed?.startsWith(mark)) return undefined
  const inside = parseJson(Buffer.from(sealed.slice(mark.length), 'base64url').toString('utf8'))
  if (!isObject(inside)) return undefined
  const { signature, encrypted, extra } = inside
  return {
    ...(typeof signature === 'string' ? { signature } : {}),
    ...(typeof encrypted === 'string' ? { encrypted } : {}),
    ...(isExtra(extra) ? { extra } : {}),
  }
}

/** What is kept for other wires than this. */
export function foreignOf(extra: Extra | undefined): Extra | undefined {
  const foreign = Object.entries(extra ?? {}).filter(([wire]) => wire !== anthropicMessages)
  return foreign.length > 0 ? Object.fromEntries(foreign) : undefined
}

function isExtra(value: unknown): value is Record<string, JsonObject> {
  return isObject(value) && Object.values(value).every(isObject)
}

/** The content that a client gave back, with what was sealed in it where it belongs. */
export function unsealed(content: readonly AssistantContent[]): readonly AssistantContent[] {
  let waiting: Extra | undefined
  return content.flatMap<AssistantContent>(part => {
    if (part.type === 'reasoning') {
      const inside = unseal(part.signature ?? part.encrypted)
      if (!inside) return [part]
      if (part.signature !== undefined) return [{ type: 'reasoning', text: part.text, ...inside }]
      waiting = inside.extra
      return []
    }
    if (part.type !== 'tool-call' || !waiting) return [part]
    const extra = { ...part.extra, ...waiting }
    waiting = undefined
    return [{ ...part, extra }]
  })
}
