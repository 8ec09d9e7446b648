import type { Extra, JsonObject, JsonValue, ReasoningPart } from '@lucid-gateway/core'
import { isObject } from './json.ts'

type Proof = Pick<ReasoningPart, 'signature' | 'encrypted' | 'extra'>

/** Reasoning whole, for a wire that has no place for it. */
export interface SealedThought extends Proof {
  readonly text: string
  /** How many characters of what was said in the same turn stand before it. */
  readonly after: number
}

/** What a caller cannot read but gives back: what another vendor needs to find again in the next turn. */
export interface Sealed extends Proof {
  /** Of the part before this one. */
  readonly behind?: Extra
  /** Of the same turn, before what it is sealed in. */
  readonly thoughts?: readonly SealedThought[]
}

const prefix = 'lucid1.'

/** One opaque text of it, for a field of a wire that its callers hand back unread. */
export function seal(content: Sealed): string {
  return prefix + Buffer.from(JSON.stringify(content)).toString('base64url')
}

/** Undefined for what was not sealed here; nothing for what was, and was spoilt since: no vendor is sent that. */
export function unseal(text: string): Sealed | undefined {
  if (!text.startsWith(prefix)) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(text.slice(prefix.length), 'base64url').toString('utf8'))
    return isObject(value) ? checked(value) : {}
  } catch {
    return {}
  }
}

/** A caller may have made it up. */
function checked({ behind, thoughts, ...rest }: JsonObject): Sealed {
  return {
    ...checkedProof(rest),
    ...(isExtra(behind) ? { behind } : {}),
    ...(Array.isArray(thoughts)
      ? { thoughts: (thoughts as readonly JsonValue[]).filter(isObject).map(checkedThought) }
      : {}),
  }
}

function checkedThought({ text, after, ...rest }: JsonObject): SealedThought {
  return {
    text: typeof text === 'string' ? text : '',
    after: typeof after === 'number' ? Math.max(0, after) : 0,
    ...checkedProof(rest),
  }
}

function checkedProof({ signature, encrypted, extra }: JsonObject): Proof {
  return {
    ...(typeof signature === 'string' ? { signature } : {}),
    ...(typeof encrypted === 'string' ? { encrypted } : {}),
    ...(isExtra(extra) ? { extra } : {}),
  }
}

function isExtra(value: unknown): value is Extra {
  return isObject(value) && Object.values(value).every(isObject)
}
