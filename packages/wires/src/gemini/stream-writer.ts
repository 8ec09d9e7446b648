import type { ChatPart, JsonObject, ReceiptEntry } from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { type AnswerHead, noteUsage, writeHead } from './answer-out.ts'
import { CandidateWriter } from './candidate-writer.ts'
import { listOf } from './fields.ts'
import { writeUsage } from './usage.ts'
import { gemini } from './wire.ts'

/** Turns parts into the text of server-sent events. */
export interface ChatStreamWriter {
  /** Empty for a part that needs no event. */
  write(part: ChatPart): string
  /** What the answers ended with. The wire has no terminator. */
  end(): string
  /** What the wire could not say, so far. */
  readonly receipt: readonly ReceiptEntry[]
}

/** Writes https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent, as `alt=sse` has it. */
export function createStreamWriter(head: AnswerHead): ChatStreamWriter {
  return new Writer(head)
}

type Finish = Extract<ChatPart, { type: 'finish' }>

class Writer implements ChatStreamWriter {
  readonly #notes = new Notes(gemini)
  readonly #candidates: CandidateWriter[] = []
  readonly #finishes: Finish[] = []
  /** The fields of each chunk after its candidates. */
  readonly #head: string
  #kept: JsonObject = {}
  #usage = ''

  constructor(head: AnswerHead) {
    this.#head = JSON.stringify(writeHead(head)).slice(1)
  }

  get receipt(): readonly ReceiptEntry[] {
    return this.#notes.receipt
  }

  write(part: ChatPart): string {
    switch (part.type) {
      case 'start':
        this.#notes.foreign(part.extra, '')
        this.#kept = part.extra?.[gemini] ?? {}
        return ''
      case 'usage': {
        const usage = writeUsage(part.usage)
        noteUsage(part.usage, this.#notes)
        if (usage) this.#usage = `"usageMetadata":${JSON.stringify(usage)},`
        return ''
      }
      case 'finish':
        this.#finishes.push(part)
        return ''
      case 'warning':
        return ''
      default: {
        const candidate = this.#candidate(part.choice ?? 0).write(part)
        return candidate ? this.#event(candidate) : ''
      }
    }
  }

  /** Why each answer ended comes last, with all that was used. */
  end(): string {
    return this.#finishes.map(part => this.#finish(part)).join('')
  }

  #finish(part: Finish): string {
    const choice = part.choice ?? 0
    this.#notes.foreign(part.extra, 'finish')
    const own = { ...(choice === 0 ? this.#kept : {}), ...part.extra?.[gemini] }
    if (choice > 0) return this.#event(this.#candidate(choice).finish(part, own))
    const { candidates, ...rest } = own
    const fields = JSON.stringify(rest).slice(1, -1)
    if (this.#isBlocked(part, rest)) return `data: {${fields},${this.#usage}${this.#head}\r\n\r\n`
    const [kept] = listOf(candidates)
    return this.#event(this.#candidate(0).finish(part, isObject(kept) ? kept : {}), fields && `${fields},`)
  }

  /** A prompt that the vendor refused has no candidates on this wire. */
  #isBlocked({ finish }: Finish, { promptFeedback }: JsonObject): boolean {
    return (
      this.#candidates.length === 0 &&
      isObject(promptFeedback) &&
      promptFeedback.blockReason !== undefined &&
      promptFeedback.blockReason === finish.raw
    )
  }

  #candidate(choice: number): CandidateWriter {
    return (this.#candidates[choice] ??= new CandidateWriter(choice, this.#notes))
  }

  #event(candidate: JsonObject, fields = ''): string {
    return `data: {"candidates":[${JSON.stringify(candidate)}],${fields}${this.#usage}${this.#head}\r\n\r\n`
  }
}
