import type { ChatPart, JsonObject, JsonValue, SseEvent } from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { malformed, truncated } from '../kit/malformed.ts'
import { answerOf, blockOf, bodyFields, candidatesOf, headOf, type ReadOptions } from './answer-in.ts'
import { CandidateReader } from './candidate-reader.ts'
import { readBlock } from './finish.ts'
import { readUsage } from './usage.ts'
import { gemini } from './wire.ts'

/** Turns the events of one stream into parts. */
export interface ChatStreamReader {
  /** Throws what the vendor's error event says, and `upstream` for an event that is no JSON. */
  push(event: SseEvent): readonly ChatPart[]
  /** To be called at the end of the body. Throws `upstream`, reason `truncated`, if an answer is not finished. */
  end(): readonly ChatPart[]
}

/** Reads https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent: each chunk is an answer. */
export function createStreamReader(options: ReadOptions = {}): ChatStreamReader {
  return new Reader(options)
}

class Reader implements ChatStreamReader {
  readonly #options: ReadOptions
  readonly #candidates: CandidateReader[] = []
  #head: JsonDraft = {}
  #late: JsonDraft | undefined
  #block: JsonValue | undefined
  #started = false
  #ended = false

  constructor(options: ReadOptions) {
    this.#options = options
  }

  push(event: SseEvent): readonly ChatPart[] {
    const chunk = answerOf(parse(event), this.#options)
    const parts: ChatPart[] = []
    this.#keep(chunk)
    const candidates = candidatesOf(chunk)
    this.#block ??= blockOf(chunk)
    if (!this.#started && (candidates.length > 0 || this.#block !== undefined)) parts.push(this.#start(chunk))
    for (const candidate of candidates) this.#candidate(candidate, chunk, parts)
    if (isObject(chunk.usageMetadata)) parts.push({ type: 'usage', usage: readUsage(chunk.usageMetadata) })
    return parts
  }

  end(): readonly ChatPart[] {
    if (this.#ended) return []
    this.#ended = true
    const candidates = this.#candidates.filter(candidate => candidate !== undefined)
    if (candidates.length === 0 && this.#block !== undefined) return [this.#blocked()]
    if (candidates.length === 0 || candidates.some(candidate => !candidate.finished)) throw truncated()
    const parts: ChatPart[] = []
    for (const candidate of candidates) candidate.close(parts)
    for (const [index, candidate] of candidates.entries()) {
      parts.push(candidate.finish(index === 0 ? this.#late : undefined))
    }
    return parts
  }

  #blocked(): ChatPart {
    return { type: 'finish', finish: readBlock(this.#block), ...extraOf(gemini, this.#late) }
  }

  /** What has no word of its own: with the start if it came by then, else with the finish. */
  #keep(chunk: JsonObject): void {
    const rest: JsonDraft = { ...unknownFields(chunk, bodyFields) }
    if (isObject(chunk.promptFeedback)) rest.promptFeedback = chunk.promptFeedback
    if (!this.#started) {
      Object.assign(this.#head, rest)
      return
    }
    for (const name of Object.keys(rest)) {
      if (JSON.stringify(rest[name]) !== JSON.stringify(this.#head[name]))
        (this.#late ??= {})[name] = rest[name]
    }
  }

  #start(chunk: JsonObject): ChatPart {
    this.#started = true
    return { type: 'start', ...headOf(chunk), ...extraOf(gemini, this.#head) }
  }

  #candidate(candidate: JsonObject, chunk: JsonObject, parts: ChatPart[]): void {
    const index = Number.isInteger(candidate.index) ? (candidate.index as number) : 0
    if (index < 0 || index > 127) throw malformed(`a chunk of answer number ${index}`)
    const responseId = typeof chunk.responseId === 'string' ? chunk.responseId : ''
    const reader = (this.#candidates[index] ??= new CandidateReader(index, responseId))
    reader.read(candidate, parts)
  }
}

function parse(event: SseEvent): unknown {
  try {
    return JSON.parse(event.data)
  } catch (cause) {
    throw malformed('an event that is no JSON', cause)
  }
}
