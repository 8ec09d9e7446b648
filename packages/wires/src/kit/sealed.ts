import type { Extra, JsonObject, ReasoningPart } from '@lucid-gateway/core'
import { isObject } from './json.ts'

/** What a caller cannot read but gives back: what another vendor needs to find again in the next turn. */
export interface Sealed extends Pick<ReasoningPart, 'signature' | 'encrypted' | 'extra'> {
  /** Of the part before this one. */
  readonly behind?: Extra
}

const prefix = 'lucid1.'

/** One opaque text of it, for a field of a wire that its callers hand back unread. */
export function seal(content: Sealed): string {
  return prefix + Buffer.from(JSON.stringify(content)).toString('base64url')
}

/** Undefined for what was not sealed here. */
export function unseal(text: string): Sealed | undefined {
  if (!text.startsWith(prefix)) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(text.slice(prefix.length), 'base64url').toString('utf8'))
    return isObject(value) ? checked(value) : undefined
  } catch {
    return undefined
  }
}

/** A caller may have made it up. */
function checked({ signature, encrypted, extra, behind }: JsonObject): Sealed {
  return {
    ...(typeof signature === 'string' ? { signature } : {}),
    ...(typeof encrypted === 'string' ? { encrypted } : {}),
    ...(isExtra(extra) ? { extra } : {}),
    ...(isExtra(behind) ? { behind } : {}),
  }
}

function isExtra(value: unknown): value is Extra {
  return isObject(value) && Object.values(value).every(isObject)
}
