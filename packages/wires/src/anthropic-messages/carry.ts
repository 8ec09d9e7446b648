import type { AssistantContent, Extra, JsonObject, ReasoningPart } from '@lucid-gateway/core'
import { foreignExtra, isMeant } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { seal, unseal } from '../kit/sealed.ts'
import { anthropicMessages } from './wire.ts'

/**
 * What another vendor has to be given back unchanged is sealed for a client of this wire: in the place of the signature
 * of a thinking block, and for a text or a call in a block of redacted thinking behind it. Clients give both back as they
 * are. Empty where there is nothing to give back.
 */
export function sealedSignature({
  signature,
  encrypted,
  extra,
}: Omit<ReasoningPart, 'type' | 'text'>): string {
  const others = foreignExtra(extra, anthropicMessages)
  if (signature === undefined && encrypted === undefined && !others) return ''
  return seal({
    ...(signature === undefined ? {} : { signature }),
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(others ? { extra: others } : {}),
  })
}

/** Undefined where other wires have nothing of the part but its form. */
export function sealedBehind(extra: Extra | undefined): JsonObject | undefined {
  const behind = foreignExtra(extra, anthropicMessages)
  return isMeant(behind) ? { type: 'redacted_thinking', data: seal({ behind }) } : undefined
}

/** The content that a client gave back, with what was sealed in it where it belongs. */
export function unsealed(content: readonly AssistantContent[]): readonly AssistantContent[] {
  const opened: AssistantContent[] = []
  for (const part of content) {
    const sealed = part.type === 'reasoning' ? unseal(part.signature ?? part.encrypted ?? '') : undefined
    const before = opened.findLastIndex(each => each.type !== 'source')
    const last = opened[before]
    if (part.type !== 'reasoning' || !sealed) opened.push(part)
    else if (sealed.behind && last) {
      opened[before] = { ...last, extra: { ...last.extra, ...sealed.behind } }
    } else {
      const { behind: _, ...rest } = sealed
      opened.push({ type: 'reasoning', text: part.text, ...rest })
    }
  }
  return opened
}

/**
 * Whether the vendor itself issued all that only it can have: messages in which a client gives back what was sealed or
 * made up for it are translated, never relayed.
 */
export function isVendorsOwn(messages: unknown): boolean {
  if (!Array.isArray(messages)) return true
  return messages.every(message => {
    const content: unknown = isObject(message) && message.role === 'assistant' ? message.content : undefined
    return !Array.isArray(content) || !content.some(isForeign)
  })
}

function isForeign(block: unknown): boolean {
  if (!isObject(block)) return false
  const { type, signature, data, citations } = block
  if (type === 'thinking') return signature === '' || isSealed(signature)
  if (type === 'redacted_thinking') return isSealed(data)
  return Array.isArray(citations) && citations.some(isMadeUp)
}

function isSealed(proof: unknown): boolean {
  return typeof proof === 'string' && unseal(proof) !== undefined
}

/** A citation of what another vendor cited has no index of this vendor's. */
export function isMadeUp(citation: unknown): boolean {
  return isObject(citation) && citation.encrypted_index === ''
}
