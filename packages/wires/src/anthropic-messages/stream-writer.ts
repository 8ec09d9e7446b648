import type { ChatPart, Extra, JsonObject, ReceiptEntry, ToolResultPart, Usage } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { Notes } from '../kit/notes.ts'
import { unknownUsage } from '../kit/readings.ts'
import {
  type AnswerHead,
  citationOf,
  messageHead,
  noteExecuted,
  noteFile,
  noteRefusal,
  writeEnd,
  writeThought,
} from './answer-out.ts'
import { keptOf, markOf, writeText, writeToolUse } from './block-out.ts'
import { sealedBehind } from './carry.ts'
import { writeUsage } from './usage.ts'
import { anthropicMessages } from './wire.ts'

export type StreamHead = AnswerHead

/** Turns parts into the text of server-sent events. */
export interface ChatStreamWriter {
  /** Empty for a part that needs no event. */
  write(part: ChatPart): string
  /** How the answer ended, the usage, and the terminator. */
  end(): string
  /** What the wire could not say, so far. */
  readonly receipt: readonly ReceiptEntry[]
}

/** Writes https://platform.claude.com/docs/en/build-with-claude/streaming */
export function createStreamWriter(head: StreamHead): ChatStreamWriter {
  return new Writer(head)
}

type Of<Type extends ChatPart['type']> = Extract<ChatPart, { type: Type }>

class Writer implements ChatStreamWriter {
  readonly #head: StreamHead
  readonly #notes = new Notes(anthropicMessages)
  /** The numbers of the blocks that are open, by the ids of their parts. */
  readonly #open = new Map<string, number>()
  /** The extras of texts, reasoning and calls, which may come with their start or their end. */
  readonly #extras = new Map<string, Extra>()
  #blocks = 0
  /** The last text: when it has ended, it may still be cited from. */
  #text: { readonly index: number; ended: boolean; behind?: JsonObject | undefined } | undefined
  #begun = false
  #start: JsonObject | undefined
  #usage: Usage | undefined
  #finish: Of<'finish'> | undefined
  #refusal: string | undefined

  constructor(head: StreamHead) {
    this.#head = head
  }

  get receipt(): readonly ReceiptEntry[] {
    return this.#notes.receipt
  }

  write(part: ChatPart): string {
    if ('choice' in part && (part.choice ?? 0) > 0) {
      this.#notes.add('dropped', 'alternatives', 'The wire has one answer.')
      return ''
    }
    switch (part.type) {
      case 'text-delta':
        if (part.logprobs !== undefined)
          this.#notes.add('dropped', 'logprobs', 'The wire has no log-probabilities.')
        return part.text === '' ? '' : this.#delta(part.id, { type: 'text_delta', text: part.text })
      case 'refusal-delta':
        this.#refusal = (this.#refusal ?? '') + part.text
        return this.#delta(part.id, { type: 'text_delta', text: part.text })
      case 'reasoning-delta':
        return this.#delta(part.id, { type: 'thinking_delta', thinking: part.text })
      case 'tool-call-delta':
        return this.#delta(part.id, { type: 'input_json_delta', partial_json: part.input })
      case 'start':
        this.#notes.foreign(part.extra, '')
        this.#start = keptOf(part)
        return ''
      case 'usage':
        this.#usage = part.usage
        return ''
      case 'finish':
        this.#notes.foreign(part.extra, 'finish')
        this.#finish = part
        return ''
      case 'warning':
        return ''
      default:
        return this.#begin() + this.#other(part)
    }
  }

  end(): string {
    const { finish = { unified: 'other' }, ...rest } = this.#finish ?? {}
    const { stop_reason, ...details } = writeEnd(finish, this.#refusal, this.#notes)
    const delta = withKept(keptOf(rest), { stop_reason: this.#finish ? stop_reason : null, ...details })
    const last = {
      type: 'message_delta',
      delta: { stop_sequence: null, stop_details: null, container: null, ...delta },
      usage: writeUsage(this.#usage ?? unknownUsage),
    }
    const open = [...this.#open.values()].map(index => event({ type: 'content_block_stop', index })).join('')
    return this.#begin() + this.#endText() + open + event(last) + event({ type: 'message_stop' })
  }

  /** The head of the message, before anything else. Nothing is counted yet but what the vendor said by now. */
  #begin(): string {
    if (this.#begun) return ''
    this.#begun = true
    const { input_tokens, output_tokens, ...rest } = writeUsage(this.#usage ?? unknownUsage)
    const usage = { ...rest, input_tokens: input_tokens ?? 0, output_tokens: output_tokens ?? 0 }
    const message = withKept(this.#start, { ...messageHead(this.#head), content: [], ...nothing, usage })
    return event({ type: 'message_start', message: { container: null, diagnostics: null, ...message } })
  }

  #other(part: Exclude<ChatPart, Of<Handled>>): string {
    switch (part.type) {
      case 'text-start':
        this.#keepExtra(part)
        return this.#textBlock(part.id, writeText({ type: 'text', text: '', ...extraOf(part) }))
      case 'refusal-start':
        noteRefusal(part, 'refusal', this.#notes)
        return this.#textBlock(part.id, { type: 'text', text: '' })
      case 'text-end':
      case 'refusal-end':
        this.#keepExtra(part)
        return this.#textEnds(part.id)
      case 'reasoning-start':
        this.#keepExtra(part)
        return this.#reasons(part)
      case 'reasoning-end':
        this.#keepExtra(part)
        return this.#reasoned(part)
      case 'tool-call-start':
        this.#keepExtra(part)
        return this.#call(part)
      case 'tool-call-end':
        this.#keepExtra(part)
        return this.#stop(part.id) + this.#whole(this.#behind(part.id))
      case 'source':
        return this.#cite(part)
      case 'tool-result':
        return this.#result(part)
      case 'file':
        noteFile(part.mediaType, 'content', this.#notes)
        return ''
    }
  }

  #block(id: string, content_block: JsonObject): string {
    const before = this.#endText()
    const index = this.#blocks++
    this.#open.set(id, index)
    return before + event({ type: 'content_block_start', index, content_block })
  }

  #delta(id: string, delta: JsonObject): string {
    const index = this.#open.get(id)
    return index === undefined ? '' : event({ type: 'content_block_delta', index, delta })
  }

  #stop(id: string): string {
    const index = this.#open.get(id)
    this.#open.delete(id)
    return index === undefined ? '' : event({ type: 'content_block_stop', index })
  }

  #textBlock(id: string, block: JsonObject): string {
    const text = this.#block(id, block.type === 'text' ? { citations: null, ...block } : block)
    this.#text = { index: this.#blocks - 1, ended: false }
    return text
  }

  #textEnds(id: string): string {
    const behind = this.#behind(id)
    if (this.#text?.index !== this.#open.get(id) || !this.#text) return this.#stop(id) + this.#whole(behind)
    this.#open.delete(id)
    this.#text.ended = true
    this.#text.behind = behind
    return ''
  }

  /** The end of a text that had ended before. */
  #endText(): string {
    if (!this.#text?.ended) return ''
    const { index, behind } = this.#text
    this.#text = undefined
    return event({ type: 'content_block_stop', index }) + this.#whole(behind)
  }

  #whole(block: JsonObject | undefined): string {
    const id = 'whole'
    return block ? this.#block(id, block) + this.#stop(id) : ''
  }

  #keepExtra({ id, extra }: { readonly id: string; readonly extra?: Extra }): void {
    if (!extra) return
    const all = { ...this.#extras.get(id) }
    for (const wire of Object.keys(extra)) all[wire] = { ...all[wire], ...extra[wire] }
    this.#extras.set(id, all)
  }

  #takeExtra(id: string): { readonly extra?: Extra } {
    const extra = this.#extras.get(id)
    this.#extras.delete(id)
    return extra ? { extra } : {}
  }

  #behind(id: string): JsonObject | undefined {
    return sealedBehind(this.#takeExtra(id).extra)
  }

  /** What has no text to be seen may be of another type than it seems until it ends. */
  #reasons(part: Of<'reasoning-start'>): string {
    if (markOf(part, '@block') === 'redacted_thinking') return ''
    return this.#block(part.id, { type: 'thinking', thinking: '', signature: '' })
  }

  #reasoned(part: Of<'reasoning-end'>): string {
    const { id: _, choice: __, ...ending } = part
    const block = writeThought({ ...ending, type: 'reasoning', text: '', ...this.#takeExtra(part.id) })
    if (block.type === 'redacted_thinking') return this.#whole(block)
    return this.#delta(part.id, { type: 'signature_delta', signature: block.signature }) + this.#stop(part.id)
  }

  #call(part: Of<'tool-call-start'>): string {
    const block = writeToolUse({ ...part, type: 'tool-call', input: '' }, {})
    if (!block) {
      noteExecuted(`tool-call ${part.id}`, this.#notes)
      return ''
    }
    return this.#block(part.id, block)
  }

  #cite(part: Of<'source'>): string {
    const citation = citationOf(part, 'source', this.#notes)
    if (!citation) return ''
    const delta = { type: 'citations_delta', citation }
    const block = this.#text
      ? ''
      : this.#textBlock('cited', { type: 'text', text: '' }) + this.#textEnds('cited')
    const index = this.#text?.index ?? 0
    return block + event({ type: 'content_block_delta', index, delta })
  }

  #result(part: ToolResultPart): string {
    const kept = keptOf(part)
    if (kept) return this.#whole(kept)
    noteExecuted(`tool-result ${part.callId}`, this.#notes)
    return ''
  }
}

type Handled =
  | 'text-delta'
  | 'refusal-delta'
  | 'reasoning-delta'
  | 'tool-call-delta'
  | 'start'
  | 'usage'
  | 'finish'
  | 'warning'

const nothing = { stop_reason: null, stop_sequence: null, stop_details: null }

function event(data: JsonObject & { readonly type: string }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
}

function extraOf(part: { readonly extra?: Extra }): { readonly extra?: Extra } {
  return part.extra ? { extra: part.extra } : {}
}
