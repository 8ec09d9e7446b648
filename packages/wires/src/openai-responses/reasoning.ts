import type { AssistantContent, Extra, JsonObject, JsonValue, ReasoningPart } from '@lucid-gateway/core'
import { unknownFields, withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import { seal, unseal } from '../kit/sealed.ts'
import { keptOf, markOf, openaiResponses } from './wire.ts'

const itemFields = new Set(['type', 'id', 'summary', 'content', 'encrypted_content', 'status'])

/** What stands between two pieces of the same reasoning. */
export const between = '\n\n'

export interface Piece {
  readonly kind: 'summary' | 'content'
  readonly text: string
}

/** Reads a reasoning item; https://developers.openai.com/api/docs/guides/reasoning. It is marked with the id it had. */
export function readReasoning(item: JsonObject): ReasoningPart {
  const pieces = piecesOf(item)
  return {
    type: 'reasoning',
    text: textOf(pieces),
    ...(typeof item.encrypted_content === 'string' ? { encrypted: item.encrypted_content } : {}),
    extra: { [openaiResponses]: { ...unknownFields(item, itemFields), ...formOf(item, pieces) } },
  }
}

/** Takes back what the gateway sealed on behalf of another vendor; false for an item that is this vendor's own. */
export function takeBack(item: JsonObject, content: AssistantContent[]): boolean {
  const sealed = typeof item.encrypted_content === 'string' ? unseal(item.encrypted_content) : undefined
  if (!sealed) return false
  const { behind, ...rest } = sealed
  if (!behind) {
    content.push({ type: 'reasoning', text: textOf(piecesOf(item)), ...rest })
    return true
  }
  const last = content.at(-1)
  if (last) content[content.length - 1] = { ...last, extra: { ...last.extra, ...behind } }
  return true
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(piece => piece.text).join(between)
}

function piecesOf(item: JsonObject): readonly Piece[] {
  return [...textsOf(item.summary, 'summary'), ...textsOf(item.content, 'content')]
}

function textsOf(list: JsonValue | undefined, kind: Piece['kind']): readonly Piece[] {
  if (!Array.isArray(list)) return []
  return (list as readonly JsonValue[])
    .filter(isObject)
    .map(({ text }) => ({ kind, text: typeof text === 'string' ? text : '' }))
}

/** One piece of summary, or none, is what is usual and goes without saying. */
function formOf(item: JsonObject, pieces: readonly Piece[]): JsonObject {
  const [first] = pieces
  const usual = !first || (pieces.length === 1 && first.kind === 'summary' && first.text !== '')
  return {
    '@id': typeof item.id === 'string' ? item.id : '',
    ...(usual ? {} : { '@pieces': pieces.map(piece => [piece.kind, piece.text.length]) }),
  }
}

/** Whether this wire's own vendor wrote it, so that it may be sent back. */
export function isOwn(part: Pick<ReasoningPart, 'extra'>): boolean {
  return typeof markOf(part.extra, '@id') === 'string'
}

/** The item of reasoning that came in on this wire. */
export function writeReasoning(part: ReasoningPart, id: string): JsonObject {
  const pieces = cut(part)
  const known: JsonDraft = { type: 'reasoning' }
  if (id) known.id = id
  known.summary = pieces
    .filter(({ kind }) => kind === 'summary')
    .map(({ text }) => ({ type: 'summary_text', text }))
  const content = pieces.filter(({ kind }) => kind === 'content')
  if (content.length > 0) known.content = content.map(({ text }) => ({ type: 'reasoning_text', text }))
  put(known, 'encrypted_content', part.encrypted)
  return withKept(keptOf(part.extra), known)
}

/**
 * An item for reasoning that another vendor wrote: callers read its text, and hand back the rest. It is sealed where there
 * is nothing to hand back, too, or it would be taken for this vendor's own, which keeps nothing of that id.
 */
export function writeSealed({ text, signature, encrypted, extra }: ReasoningPart, id: string): JsonObject {
  const content = {
    ...(signature === undefined ? {} : { signature }),
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(extra ? { extra } : {}),
  }
  return {
    type: 'reasoning',
    id,
    summary: text ? [{ type: 'summary_text', text }] : [],
    encrypted_content: seal(content),
  }
}

/** An item that carries what another vendor wants back with the part before it. */
export function writeBehind(behind: Extra, id: string): JsonObject {
  return { type: 'reasoning', id, summary: [], encrypted_content: seal({ behind }) }
}

/** A text that was changed meanwhile no longer has its pieces. */
export function cut({ text, extra }: Pick<ReasoningPart, 'text' | 'extra'>): readonly Piece[] {
  const marked = markOf(extra, '@pieces')
  const pieces: Piece[] = []
  let at = 0
  for (const entry of Array.isArray(marked) ? (marked as readonly JsonValue[]) : []) {
    const [kind, length] = Array.isArray(entry) ? (entry as readonly JsonValue[]) : []
    if (pieces.length > 0) at += between.length
    const end = at + (typeof length === 'number' ? length : 0)
    pieces.push({ kind: kind === 'content' ? 'content' : 'summary', text: text.slice(at, end) })
    at = end
  }
  if (pieces.length > 0 && textOf(pieces) === text) return pieces
  return text ? [{ kind: 'summary', text }] : []
}
