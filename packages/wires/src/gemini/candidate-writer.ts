import type { ChatPart, Extra, JsonObject, JsonValue, SourcePart } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { keyOf, noteFinish, noteSource } from './answer-out.ts'
import { writeFinish } from './finish.ts'
import { writeLogprobs } from './logprobs.ts'
import { foreignExtra, proofOf, sealedSignature, withoutOwn, writeSealedPart } from './sealed-part.ts'
import { readSources, writeSources } from './sources.ts'
import { gemini } from './wire.ts'

type OfChoice = Extract<ChatPart, { readonly choice?: number }>
type Start = Extract<
  ChatPart,
  { type: 'text-start' | 'reasoning-start' | 'refusal-start' | 'tool-call-start' }
>

type End = Extract<ChatPart, { readonly id: string; type: `${string}-end` }>

/** A block that goes out in one piece: a call, or a text with fields of its own. */
interface Held {
  readonly start: Start
  text: string
}

/** A chunk without parts makes the vendor's SDK forget the whole turn. */
const nothing = { text: '' }

/** Makes the chunks of one of the answers in a stream. */
export class CandidateWriter {
  readonly #index: number
  readonly #notes: Notes
  readonly #held = new Map<string, Held>()
  /** What other wires have of the blocks that go out piece by piece. */
  readonly #foreign = new Map<string, Extra>()
  readonly #sources: SourcePart[] = []
  #text = ''
  /** The block of which a piece went out last. */
  #last: string | undefined

  constructor(index: number, notes: Notes) {
    this.#index = index
    this.#notes = notes
  }

  /** The candidate of a chunk, if the part makes one. */
  write(part: OfChoice): JsonObject | undefined {
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start':
      case 'refusal-start':
        if (part.extra?.[gemini] || part.type === 'refusal-start')
          this.#held.set(part.id, { start: part, text: '' })
        else if (part.extra) this.#foreign.set(part.id, part.extra)
        return undefined
      case 'tool-call-start':
        this.#held.set(part.id, { start: part, text: '' })
        return undefined
      case 'text-delta':
      case 'reasoning-delta':
      case 'refusal-delta':
        return this.#delta(part)
      case 'tool-call-delta':
        this.#hold(part.id, part.input)
        return undefined
      case 'text-end':
      case 'reasoning-end':
      case 'refusal-end':
      case 'tool-call-end':
        return this.#end(part)
      case 'source':
        noteSource(part, 'source', this.#notes)
        this.#notes.foreign(part.extra, 'source')
        this.#sources.push(part)
        return undefined
      case 'file':
      case 'tool-result': {
        const { choice: _, ...content } = part
        return this.#chunk(writeSealedPart(content, part.type, this.#notes))
      }
      default:
        return undefined
    }
  }

  /** The last candidate, which says why it ended. */
  finish(part: Extract<ChatPart, { type: 'finish' }>, kept: JsonObject): JsonObject {
    noteFinish(part, this.#notes)
    const known: JsonDraft = {
      content: { parts: [nothing], role: 'model' },
      finishReason: writeFinish(part.finish),
      index: this.#index,
    }
    const told = new Set(readSources(kept, this.#text).map(keyOf))
    const untold = this.#sources.filter(source => !told.has(keyOf(source)))
    put(known, 'groundingMetadata', writeSources(untold, kept, this.#text))
    return withKept(kept, known)
  }

  #delta(part: Extract<ChatPart, { readonly text: string; readonly id: string }>): JsonObject | undefined {
    if (part.type === 'text-delta') this.#text += part.text
    const logprobs = part.type === 'text-delta' ? part.logprobs : undefined
    if (this.#hold(part.id, part.text))
      return logprobs === undefined ? undefined : this.#chunk(undefined, logprobs)
    const thought = part.type === 'reasoning-delta' ? { thought: true } : {}
    const chunk = this.#chunk({ text: part.text, ...thought }, logprobs)
    this.#last = part.id
    return chunk
  }

  /** False where the block goes out piece by piece. */
  #hold(id: string, text: string): boolean {
    const held = this.#held.get(id)
    if (held) held.text += text
    return held !== undefined
  }

  #end(part: End): JsonObject | undefined {
    const held = this.#held.get(part.id)
    this.#held.delete(part.id)
    if (held) return this.#chunk(this.#whole(held, part))
    const foreign = this.#sealed(part)
    const late = part.extra?.[gemini]
    if (!foreign && !late) return undefined
    const thought = part.type === 'reasoning-end' ? { thought: true } : {}
    return this.#chunk({ text: '', ...thought, ...foreign, ...late })
  }

  /** What other vendors want back of a block that has gone out already. */
  #sealed(part: End): JsonObject | undefined {
    const start = this.#foreign.get(part.id)
    this.#foreign.delete(part.id)
    const proof = part.type === 'reasoning-end' ? proofOf(part) : undefined
    const extra = proof ? withoutOwn({ ...start, ...part.extra }) : foreignExtra(start, part.extra)
    if (!proof && !extra) return undefined
    const place = this.#last === part.id ? { behind: extra ?? {} } : extra ? { extra } : {}
    return { thoughtSignature: sealedSignature({ ...proof, ...place }) }
  }

  #whole({ start, text }: Held, end: End): JsonObject | undefined {
    const own = { ...start.extra?.[gemini], ...end.extra?.[gemini] }
    const others = withoutOwn({ ...start.extra, ...end.extra })
    const extra = { ...others, ...(Object.keys(own).length > 0 ? { [gemini]: own } : {}) }
    const kept = Object.keys(extra).length > 0 ? { extra } : {}
    switch (start.type) {
      case 'tool-call-start': {
        const { id, name, executed } = start
        const ran = executed === undefined ? {} : { executed }
        const call = { type: 'tool-call', id, name, input: text, ...ran, ...kept } as const
        return writeSealedPart(call, `tool-call ${id}`, this.#notes)
      }
      case 'text-start':
        return writeSealedPart({ type: 'text', text, ...kept }, 'text', this.#notes)
      case 'reasoning-start': {
        const proof = end.type === 'reasoning-end' ? proofOf(end) : undefined
        return writeSealedPart({ type: 'reasoning', text, ...proof, ...kept }, 'reasoning', this.#notes)
      }
      case 'refusal-start':
        return writeSealedPart({ type: 'refusal', text, ...kept }, 'refusal', this.#notes)
    }
  }

  #chunk(part: JsonObject | undefined, logprobs?: JsonValue): JsonObject | undefined {
    if (!part && logprobs === undefined) return undefined
    this.#last = undefined
    return {
      content: { parts: [part ?? nothing], role: 'model' },
      index: this.#index,
      ...(logprobs === undefined ? {} : { logprobsResult: writeLogprobs(logprobs) }),
    }
  }
}
