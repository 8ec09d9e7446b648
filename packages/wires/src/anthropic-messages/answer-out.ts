import type {
  AssistantContent,
  ChatResult,
  FinishReason,
  JsonObject,
  ReasoningPart,
  ReceiptEntry,
  SourcePart,
} from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { Notes } from '../kit/notes.ts'
import { inputOf, keptOf, writeCitation, writeReasoning, writeText, writeToolUse } from './block-out.ts'
import { sealedBehind, sealedSignature } from './carry.ts'
import { writeFinish } from './finish.ts'
import { writeUsage } from './usage.ts'
import { anthropicMessages } from './wire.ts'

/** What the gateway says of an answer in its own name. */
export interface AnswerHead {
  readonly id: string
  readonly model: string
}

export interface WrittenAnswer {
  readonly body: JsonObject
  /** What of the result the wire cannot say. */
  readonly receipt: readonly ReceiptEntry[]
}

/** Writes https://platform.claude.com/docs/en/api/messages: `Message` */
export function writeAnswer(result: ChatResult, head: AnswerHead): WrittenAnswer {
  const notes = new Notes(anthropicMessages)
  notes.foreign(result.extra, '')
  if (result.alternatives) notes.add('dropped', 'alternatives', 'The wire has one answer.')
  if (result.logprobs !== undefined) notes.add('dropped', 'logprobs', 'The wire has no log-probabilities.')
  const body = withKept(keptOf(result), {
    ...messageHead(head),
    content: writeBlocks(result.content, notes),
    ...writeEnd(result.finish, refusalIn(result.content), notes),
    usage: writeUsage(result.usage),
  })
  return { body: { ...absent, ...body }, receipt: notes.receipt }
}

/** Fields that are always there, and most often null. */
const absent = {
  stop_reason: null,
  stop_sequence: null,
  stop_details: null,
  container: null,
  diagnostics: null,
}

export function messageHead({ id, model }: AnswerHead): JsonObject {
  return { id, type: 'message', role: 'assistant', model }
}

function refusalIn(content: readonly AssistantContent[]): string | undefined {
  const refusals = content.filter(part => part.type === 'refusal')
  return refusals.length > 0 ? refusals.map(part => part.text).join('') : undefined
}

/** How an answer ended. A model that refuses ends with a refusal on this wire, whatever word another has for it. */
export function writeEnd(finish: FinishReason, refusal: string | undefined, notes: Notes): JsonObject {
  if (refusal !== undefined && finish.unified === 'stop') {
    notes.add('coerced', 'finish', 'An answer that refuses ends with a refusal on this wire.')
    const stop_details = { type: 'refusal', category: null, explanation: refusal }
    return { stop_reason: 'refusal', stop_details }
  }
  const word = writeFinish(finish)
  if (word === undefined)
    notes.add('coerced', 'finish', `The wire has no word for "${finish.raw ?? finish.unified}".`)
  // A fake success would be worse than a word that clients do not know.
  return { stop_reason: word ?? (finish.unified === 'error' ? 'error' : 'end_turn') }
}

function writeBlocks(content: readonly AssistantContent[], notes: Notes): readonly JsonObject[] {
  const blocks: JsonObject[] = []
  /** What goes behind a text, and behind what is cited from it. */
  let behind: JsonObject | undefined
  for (const [index, part] of content.entries()) {
    const path = `content[${index}]`
    if (part.type === 'source') {
      addCitation(part, blocks, path, notes)
      continue
    }
    if (behind) blocks.push(behind)
    behind = part.type === 'text' || part.type === 'tool-call' ? sealedBehind(part.extra) : undefined
    const block = writeBlock(part, path, notes)
    if (block) blocks.push(block)
  }
  return behind ? [...blocks, behind] : blocks
}

function writeBlock(
  part: Exclude<AssistantContent, SourcePart>,
  path: string,
  notes: Notes,
): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      return withCitations(writeText(part))
    case 'refusal':
      noteRefusal(part, path, notes)
      return { type: 'text', text: part.text, citations: null }
    case 'reasoning':
      return writeThought(part)
    case 'tool-call': {
      const block = writeToolUse(part, inputOf(part, path, notes))
      if (!block) noteExecuted(path, notes)
      return block
    }
    case 'tool-result': {
      const kept = keptOf(part)
      if (!kept) noteExecuted(path, notes)
      return kept
    }
    case 'file':
      noteFile(part.mediaType, path, notes)
      return undefined
  }
}

function withCitations(block: JsonObject): JsonObject {
  return block.type === 'text' ? { citations: null, ...block } : block
}

/** Reasoning of another vendor is thinking whose signature only that vendor can read. */
export function writeThought(part: ReasoningPart): JsonObject {
  return writeReasoning(part) ?? { type: 'thinking', thinking: part.text, signature: sealedSignature(part) }
}

function addCitation(part: SourcePart, blocks: JsonObject[], path: string, notes: Notes): void {
  const text = blocks.at(-1)
  const citation = citationOf(part, path, notes)
  if (!citation) return
  if (text?.type === 'text') {
    const before = (text.citations ?? []) as readonly JsonObject[]
    blocks[blocks.length - 1] = { ...text, citations: [...before, citation] }
  } else blocks.push({ type: 'text', text: '', citations: [citation] })
}

/** A source of another vendor's is shown as a result of a search. */
export function citationOf(part: SourcePart, path: string, notes: Notes): JsonObject | undefined {
  const own = writeCitation(part)
  if (own) return own
  notes.foreign(part.extra, path)
  if (part.url === undefined) {
    notes.add('dropped', path, 'A source without an address has no place on this wire.')
    return undefined
  }
  if (part.start !== undefined || part.end !== undefined)
    notes.add('dropped', `${path}.start`, 'A citation belongs to a whole block of text on this wire.')
  return {
    type: 'web_search_result_location',
    url: part.url,
    title: part.title ?? null,
    cited_text: '',
    encrypted_index: '',
  }
}

export function noteRefusal(part: Pick<AssistantContent, 'extra'>, path: string, notes: Notes): void {
  notes.foreign(part.extra, path)
  notes.add('coerced', path, 'A refusal is text on this wire.')
}

export function noteExecuted(path: string, notes: Notes): void {
  notes.add('dropped', path, 'The wire has words for tools of its own vendor only.')
}

export function noteFile(mediaType: string, path: string, notes: Notes): void {
  notes.add('dropped', path, `The wire has no place for ${mediaType} in an answer.`)
}
