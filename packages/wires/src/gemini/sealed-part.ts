import type { AssistantContent, Extra, JsonObject, ReasoningPart } from '@lucid-gateway/core'
import { foreignExtra as othersOf, isMeant } from '../kit/extra.ts'
import type { Notes } from '../kit/notes.ts'
import { type Sealed, seal, unseal } from '../kit/sealed.ts'
import { writeAnswerPart } from './part-out.ts'
import { gemini } from './wire.ts'

/** Signatures are base64 on this wire, and some clients decode them. */
export function sealedSignature(content: Sealed): string {
  return Buffer.from(seal(content)).toString('base64')
}

const sealedStart = Buffer.from('lucid1').toString('base64')

/** What was sealed in the signature of a part; undefined for a signature of the vendor's own. */
export function unsealedSignature(signature: unknown): Sealed | undefined {
  if (typeof signature !== 'string' || !signature.startsWith(sealedStart)) return undefined
  return unseal(Buffer.from(signature, 'base64').toString('utf8'))
}

/** What other wires have of a part, if it is more than form; undefined if there is none. */
export function foreignExtra(...extras: readonly (Extra | undefined)[]): Extra | undefined {
  const wires = new Map<string, JsonObject>()
  for (const [wire, fields] of extras.flatMap(extra => Object.entries(extra ?? {}))) {
    if (wire !== gemini) wires.set(wire, { ...wires.get(wire), ...fields })
  }
  const merged = Object.fromEntries(wires)
  return isMeant(merged) ? merged : undefined
}

/** The proof of another vendor, and the fields of other wires, go to the caller in the place of a signature. */
export function writeSealedPart(part: AssistantContent, path: string, notes: Notes): JsonObject | undefined {
  const content = sealedContent(part)
  const own = part.extra?.[gemini]
  if (!content || own?.thoughtSignature !== undefined || part.type === 'source') {
    return writeAnswerPart(part, path, notes)
  }
  const bare: AssistantContent =
    part.type === 'reasoning' ? { type: 'reasoning', text: part.text } : { ...part }
  const signed = { ...own, thoughtSignature: sealedSignature(content) }
  return writeAnswerPart({ ...bare, extra: { [gemini]: signed } }, path, notes)
}

function sealedContent(part: AssistantContent): Sealed | undefined {
  const proof = part.type === 'reasoning' ? proofOf(part) : undefined
  const extra = proof ? withoutOwn(part.extra) : foreignExtra(part.extra)
  if (!proof && !extra) return undefined
  return { ...proof, ...(extra ? { extra } : {}) }
}

/** What proves reasoning to be its vendor's; undefined if nothing does. */
export function proofOf({ signature, encrypted }: Proof): Proof | undefined {
  if (signature === undefined && encrypted === undefined) return undefined
  return {
    ...(signature === undefined ? {} : { signature }),
    ...(encrypted === undefined ? {} : { encrypted }),
  }
}

type Proof = Pick<ReasoningPart, 'signature' | 'encrypted'>

/** All that another vendor may know its reasoning by, form included. */
export function withoutOwn(extra: Extra | undefined): Extra | undefined {
  return othersOf(extra, gemini)
}

/** A part with what was sealed in its signature, or in that of the part behind it. */
export function withSealed(part: AssistantContent, content: Sealed): AssistantContent {
  const all = { ...part.extra, ...(content.extra ?? content.behind) }
  return {
    ...part,
    ...(part.type === 'reasoning' ? proofOf(content) : {}),
    ...(Object.keys(all).length > 0 ? { extra: all } : {}),
  }
}
