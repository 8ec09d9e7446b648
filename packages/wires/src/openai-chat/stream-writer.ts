import type { ChatPart, JsonObject, ReceiptEntry, Usage } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { noteSearches } from '../kit/usage-notes.ts'
import { noteExecuted, noteKept } from './answer-notes.ts'
import { type AnswerHead, writeAudio, writeImage, writeLogprobs, writeSource } from './answer-out.ts'
import { writeFinish } from './finish.ts'
import { writeToolCall } from './tool-call.ts'
import { TurnSeal } from './turn-seal.ts'
import { writeUsage } from './usage.ts'
import { customType, openaiChat } from './wire.ts'

export interface StreamHead extends AnswerHead {
  /** Whether the caller asked for the usage at the end. */
  readonly includeUsage: boolean
}

/** Turns parts into the text of server-sent events. */
export interface ChatStreamWriter {
  /** Empty for a part that needs no event. */
  write(part: ChatPart): string
  /** The usage, if it was asked for and is known, and the terminator. */
  end(): string
  /** What the wire could not say, so far. */
  readonly receipt: readonly ReceiptEntry[]
}

/** Writes https://platform.openai.com/docs/api-reference/chat/streaming */
export function createStreamWriter(head: StreamHead): ChatStreamWriter {
  return new Writer(head)
}

interface OpenCall {
  readonly index: number
  readonly custom: boolean
}

class Writer implements ChatStreamWriter {
  readonly #head: StreamHead
  readonly #notes = new Notes(openaiChat)
  readonly #suffix: string
  readonly #calls = new Map<string, OpenCall>()
  readonly #counts: number[] = []
  readonly #seals: TurnSeal[] = []
  #prefix: string
  #usage: Usage | undefined

  constructor(head: StreamHead) {
    this.#head = head
    this.#prefix = this.#prefixWith({})
    this.#suffix = head.includeUsage ? '],"usage":null' : ']'
  }

  get receipt(): readonly ReceiptEntry[] {
    return this.#notes.receipt
  }

  write(part: ChatPart): string {
    switch (part.type) {
      case 'text-delta':
        this.#seal(part).said(part.text.length)
        return this.#piece(part, `{"content":${JSON.stringify(part.text)}}`, part.logprobs)
      case 'reasoning-delta':
        this.#seal(part).goesOn(part.id, part.text)
        return this.#piece(part, `{"reasoning_content":${JSON.stringify(part.text)}}`)
      case 'refusal-delta':
        return this.#delta(part, { refusal: part.text })
      case 'tool-call-start':
        return this.#toolStart(part)
      case 'tool-call-delta':
        return this.#toolDelta(part)
      case 'finish':
        return this.#finish(part)
      case 'source':
        return this.#source(part)
      case 'file':
        return this.#file(part)
      case 'usage':
        this.#usage = part.usage
        return ''
      default:
        this.#note(part)
        return ''
    }
  }

  end(): string {
    if (this.#usage) noteSearches(this.#usage, this.#notes)
    const usage = this.#head.includeUsage && this.#usage ? writeUsage(this.#usage) : undefined
    const last = usage ? `${this.#prefix}],"usage":${JSON.stringify(usage)}}\n\n` : ''
    return `${last}data: [DONE]\n\n`
  }

  /** What of one of the answers its vendor wants back. */
  #seal({ choice = 0 }: { readonly choice?: number }): TurnSeal {
    return (this.#seals[choice] ??= new TurnSeal(this.#notes))
  }

  #delta(of: { readonly choice?: number }, delta: JsonObject): string {
    return this.#piece(of, JSON.stringify(delta))
  }

  /** `delta` is JSON text. */
  #piece(of: { readonly choice?: number }, delta: string, logprobs?: unknown): string {
    const choice = of.choice ?? 0
    const tokens = logprobs === undefined ? 'null' : JSON.stringify({ content: logprobs, refusal: null })
    const text = `{"index":${choice},"delta":${delta},"logprobs":${tokens},"finish_reason":null}`
    return this.#first(choice) + this.#event(text)
  }

  /** The role, before anything else of an answer. */
  #first(choice: number): string {
    if (this.#counts[choice] !== undefined) return ''
    this.#counts[choice] = 0
    const delta = '{"role":"assistant","content":"","refusal":null}'
    return this.#event(`{"index":${choice},"delta":${delta},"logprobs":null,"finish_reason":null}`)
  }

  #event(choice: string, fields = ''): string {
    return `${this.#prefix}${choice}${this.#suffix}${fields}}\n\n`
  }

  /** What each chunk begins with; `kept` are fields of the stream as a whole. */
  #prefixWith(kept: JsonObject): string {
    const { id, created, model } = this.#head
    const start = JSON.stringify(withKept(kept, { id, object: 'chat.completion.chunk', created, model }))
    return `data: ${start.slice(0, -1)},"choices":[`
  }

  #toolStart(part: Extract<ChatPart, { type: 'tool-call-start' }>): string {
    const choice = part.choice ?? 0
    const path = `tool-call ${part.id}`
    if (part.executed) {
      noteExecuted(part, path, this.#notes)
      return ''
    }
    const extra = part.extra ? { extra: part.extra } : {}
    const role = this.#first(choice)
    const index = this.#counts[choice] ?? 0
    this.#counts[choice] = index + 1
    const id = this.#seal(part).idOf(part, path)
    const call = writeToolCall({ type: 'tool-call', id, name: part.name, input: '', ...extra })
    this.#calls.set(`${choice} ${part.id}`, { index, custom: call.type === customType })
    return role + this.#delta(part, { tool_calls: [{ index, ...call }] })
  }

  #toolDelta(part: Extract<ChatPart, { type: 'tool-call-delta' }>): string {
    const call = this.#calls.get(`${part.choice ?? 0} ${part.id}`)
    if (!call) return ''
    const piece = call.custom ? { custom: { input: part.input } } : { function: { arguments: part.input } }
    return this.#delta(part, { tool_calls: [{ index: call.index, ...piece }] })
  }

  #finish(part: Extract<ChatPart, { type: 'finish' }>): string {
    const choice = part.choice ?? 0
    this.#notes.foreign(part.extra, 'finish')
    if (part.finish.unified === 'other') {
      this.#notes.add('coerced', 'finish', 'The wire has no word for how the answer ended; it says stop.')
    }
    const kept = part.extra?.[openaiChat]
    const { choices, ...ofStream } = choice === 0 ? (kept ?? {}) : { choices: undefined }
    const ofChoice = choice === 0 ? (Array.isArray(choices) ? (choices[0] as unknown) : undefined) : kept
    const { message, ...rest } = isObject(ofChoice) ? ofChoice : {}
    const known = {
      index: choice,
      delta: { ...(isObject(message) ? message : {}), ...this.#seal(part).rest() },
      logprobs: writeLogprobs(undefined, rest.logprobs as JsonObject | undefined),
      finish_reason: writeFinish(part.finish),
    }
    const role = this.#first(choice)
    const fields = JSON.stringify(ofStream).slice(1, -1)
    return role + this.#event(JSON.stringify(withKept(rest, known)), fields && `,${fields}`)
  }

  #source(part: Extract<ChatPart, { type: 'source' }>): string {
    this.#notes.foreign(part.extra, 'source')
    const citation = writeSource(part, 'source', this.#notes)
    return citation ? this.#delta(part, { annotations: [citation] }) : ''
  }

  #file(part: Extract<ChatPart, { type: 'file' }>): string {
    this.#notes.foreign(part.extra, 'file')
    const image = writeImage(part)
    if (image) return this.#delta(part, { images: [image] })
    const audio = writeAudio(part)
    if (audio) return this.#delta(part, { audio })
    this.#notes.add('dropped', 'content', `The wire has no place for ${part.mediaType} in an answer.`)
    return ''
  }

  #note(part: ChatPart): void {
    if (part.type === 'start') {
      this.#notes.foreign(part.extra, '')
      this.#prefix = this.#prefixWith(part.extra?.[openaiChat] ?? {})
    } else if (part.type === 'reasoning-start') this.#seal(part).begins(part.id, part.extra)
    else if (part.type === 'reasoning-end') this.#seal(part).ends(part.id, part, 'reasoning')
    else if (part.type === 'tool-result') noteExecuted(part, `tool-result ${part.callId}`, this.#notes)
    else if ('extra' in part) {
      this.#notes.foreign(part.extra, part.type)
      noteKept(part, part.type, this.#notes)
    }
  }
}
