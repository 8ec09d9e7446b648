import type {
  ChatPart,
  Extra,
  FilePart,
  FinishReason,
  JsonObject,
  ReceiptEntry,
  SourcePart,
  ToolResultPart,
  Usage,
} from '@lucid-gateway/core'
import { foreignExtra, isMeant } from '../kit/extra.ts'
import type { JsonDraft } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { type AnswerHead, failed, noteFinish, noteToolUse, writeBody } from './answer-out.ts'
import { hasWord, writeFinish } from './finish.ts'
import { ItemIds } from './item-ids.ts'
import { writeDrawn, writeSource } from './item-out.ts'
import {
  type EventSink,
  joined,
  messageOf,
  OpenCall,
  OpenMessage,
  OpenReasoning,
  WholeItem,
} from './item-writer.ts'
import { writeBehind } from './reasoning.ts'
import { isResultItem, isToolItem } from './tool-items.ts'
import { writeUsage } from './usage.ts'
import { keptOf, markOf, openaiResponses } from './wire.ts'

export type StreamHead = AnswerHead

/** Turns parts into the text of server-sent events. */
export interface ResponsesStreamWriter {
  /** Empty for a part that needs no event. */
  write(part: ChatPart): string
  /** The last event, with the whole answer. */
  end(): string
  /** What the wire could not say, so far. */
  readonly receipt: readonly ReceiptEntry[]
}

/** Writes https://developers.openai.com/api/reference/resources/responses/streaming-events */
export function createStreamWriter(head: StreamHead): ResponsesStreamWriter {
  return new Writer(head)
}

type Part<Type extends ChatPart['type']> = Extract<ChatPart, { type: Type }>

class Writer implements ResponsesStreamWriter, EventSink {
  readonly #head: StreamHead
  readonly #ids: ItemIds
  readonly #notes = new Notes(openaiResponses)
  readonly #output: JsonObject[] = []
  readonly #reasoning = new Map<string, OpenReasoning>()
  readonly #calls = new Map<string, OpenCall>()
  /** Calls that were begun and are written when they are whole, or never. */
  readonly #waiting = new Map<string, Part<'tool-call-start'>>()
  /** The extra of what is open, until it ends. */
  readonly #extras = new Map<string, Extra>()
  /** Which message a text is in. */
  readonly #messages = new Map<string, OpenMessage>()
  #message: OpenMessage | undefined
  #messageId = ''
  /** A text that has ended, but may still be cited. */
  #ended: string | undefined
  /** A call that the vendor ran, whose picture may still come. */
  #held: { readonly item: JsonDraft } | undefined
  #sources: JsonObject[] = []
  #items = 0
  #events = 0
  #text = ''
  #started = false
  #extra: Extra | undefined
  #usage: Usage | undefined
  #finish: FinishReason = { unified: 'other' }

  constructor(head: StreamHead) {
    this.#head = head
    this.#ids = new ItemIds(head.id)
  }

  get receipt(): readonly ReceiptEntry[] {
    return this.#notes.receipt
  }

  write(part: ChatPart): string {
    if ('choice' in part && part.choice) {
      this.#notes.add('dropped', 'alternatives', 'The wire gives one answer.')
      return ''
    }
    if (!this.#started) this.#start(part)
    this.#part(part)
    return this.#taken()
  }

  end(): string {
    if (!this.#started) this.#start({ type: 'start' })
    const finish = writeFinish(this.#finish)
    this.#settle()
    for (const [id, item] of this.#reasoning) this.#done(item.index, item.close({}), id)
    for (const [id, item] of this.#calls) this.#done(item.index, item.close(undefined), id)
    this.#leaveMessage(finish.status === 'incomplete' ? 'incomplete' : 'completed')
    for (const _ of this.#sources) {
      this.#notes.add('dropped', 'content', 'A source has no place where there is no text.')
    }
    const body = writeBody(this.#head, this.#extra, {
      ...finish,
      output: this.#output,
      ...(finish.status === 'failed' ? { error: failed } : {}),
    })
    const usage = this.#usage && writeUsage(this.#usage)
    if (this.#usage) noteToolUse(this.#usage, this.#extra, this.#notes)
    this.event(`response.${finish.status}`, { response: usage ? { ...body, usage } : body })
    return this.#taken()
  }

  event(type: string, fields: JsonDraft): void {
    const rest = JSON.stringify(fields).slice(1, -1)
    this.raw(type, rest && `,${rest}`)
  }

  raw(type: string, rest: string): void {
    this.#text += `event: ${type}\ndata: {"type":"${type}","sequence_number":${this.#events++}${rest}}\n\n`
  }

  #taken(): string {
    const text = this.#text
    this.#text = ''
    return text
  }

  #start(part: ChatPart): void {
    this.#started = true
    if (part.type === 'start') {
      this.#notes.foreign(part.extra, '')
      this.#extra = part.extra
    }
    const response = writeBody(this.#head, this.#extra, { status: 'in_progress', output: [], usage: null })
    this.event('response.created', { response })
    this.event('response.in_progress', { response })
  }

  #part(part: ChatPart): void {
    if (part.type !== 'source') this.#endText()
    if (!(part.type === 'file' || part.type === 'tool-result') || !this.#isOfHeld(part)) this.#release()
    switch (part.type) {
      case 'text-start':
      case 'refusal-start':
        this.#startText(part)
        return
      case 'text-delta':
        this.#messages.get(part.id)?.delta(part.id, part.text, part.logprobs)
        return
      case 'refusal-delta':
        this.#messages.get(part.id)?.delta(part.id, part.text)
        return
      case 'text-end':
      case 'refusal-end':
        this.#keepExtra(part)
        this.#ended = part.id
        return
      case 'reasoning-start':
        this.#startReasoning(part)
        return
      case 'reasoning-delta':
        this.#reasoning.get(part.id)?.delta(part.text, markOf(part.extra, '@between') === true)
        return
      case 'reasoning-end':
        this.#endReasoning(part)
        return
      case 'tool-call-start':
        this.#startCall(part)
        return
      case 'tool-call-delta':
        this.#calls.get(part.id)?.delta(part.input)
        return
      case 'tool-call-end':
        this.#endCall(part)
        return
      case 'source':
        this.#cite(part)
        return
      case 'file':
        this.#file(part)
        return
      case 'tool-result':
        this.#result(part)
        return
      case 'usage':
        this.#usage = part.usage
        return
      case 'finish':
        this.#finish = part.finish
        this.#notes.foreign(part.extra, 'finish')
        this.#extra = joined(this.#extra, part.extra)
        if (!hasWord(part.finish)) noteFinish(part.finish.raw, this.#notes)
    }
  }

  #startText(part: Part<'text-start' | 'refusal-start'>): void {
    const { item: _, ...rest } = keptOf(part.extra) ?? {}
    const kept: JsonObject | undefined = Object.keys(rest).length > 0 ? rest : undefined
    const isForeign = part.type === 'text-start' && typeof kept?.type === 'string'
    if (isForeign && markOf(part.extra, '@part') !== true) {
      this.#whole(kept)
      return
    }
    if (part.type === 'refusal-start') this.#notes.foreign(part.extra, 'refusal')
    else if (part.extra) this.#extras.set(part.id, part.extra)
    const message = this.#messageFor(part.extra)
    if (isForeign) {
      message.whole(kept)
      return
    }
    this.#messages.set(part.id, message)
    message.start(part.id, part.type === 'text-start' ? 'text' : 'refusal', kept)
    if (part.type === 'text-start') for (const source of this.#sources.splice(0)) message.cite(source)
  }

  /** Texts of one message follow each other; a message that had an id of its own keeps to itself. */
  #messageFor(extra: Extra | undefined): OpenMessage {
    const { id, item } = messageOf(extra)
    if (this.#message && id === this.#messageId && item === undefined) return this.#message
    this.#leaveMessage()
    this.#messageId = id
    this.#message = new OpenMessage(id || this.#ids.next('msg'), this.#items++, this, item)
    return this.#message
  }

  #leaveMessage(status: 'completed' | 'incomplete' = 'completed'): void {
    const message = this.#message
    if (!message) return
    this.#message = undefined
    this.#done(message.index, message.close(status))
  }

  #endText(): void {
    const id = this.#ended
    if (id === undefined) return
    this.#ended = undefined
    this.#messages.get(id)?.end(id)
    this.#messages.delete(id)
    this.#carry(id)
  }

  #startReasoning(part: Part<'reasoning-start'>): void {
    this.#leaveIdleMessage()
    const id = messageOf(part.extra).id || this.#ids.next('rs')
    this.#reasoning.set(part.id, new OpenReasoning(id, this.#items++, this, part.extra))
  }

  #endReasoning(part: Part<'reasoning-end'>): void {
    const item = this.#reasoning.get(part.id)
    if (item) this.#done(item.index, item.close(part), part.id)
  }

  #startCall(part: Part<'tool-call-start'>): void {
    if (part.executed || isToolItem(keptOf(part.extra)?.type)) {
      this.#waiting.set(part.id, part)
      return
    }
    this.#leaveIdleMessage()
    if (part.extra) this.#extras.set(part.id, part.extra)
    const custom = keptOf(part.extra)?.type !== undefined
    const id = messageOf(part.extra).id || this.#ids.next(custom ? 'ctc' : 'fc')
    this.#calls.set(part.id, new OpenCall(id, this.#items++, this, part))
  }

  #endCall(part: Part<'tool-call-end'>): void {
    const begun = this.#waiting.get(part.id)
    if (begun) {
      this.#waiting.delete(part.id)
      const item = keptOf(joined(begun.extra, part.extra))
      if (isToolItem(item?.type)) this.#held = { item: { ...item } }
      else this.#noteExecuted(`"${begun.name}"`)
      return
    }
    this.#keepExtra(part)
    const call = this.#calls.get(part.id)
    if (call) this.#done(call.index, call.close(part.extra), part.id)
    this.#carry(part.id)
  }

  #cite(part: SourcePart): void {
    this.#notes.foreign(part.extra, 'source')
    const annotation = writeSource(part)
    if (!annotation) {
      this.#notes.add('dropped', 'source', 'A source without an address has no place on this wire.')
    } else if (!this.#message?.cite(annotation)) this.#sources.push(annotation)
  }

  #file(part: FilePart): void {
    const { data, mediaType } = part
    const base64 = data.kind === 'base64' && mediaType.startsWith('image/') ? data.base64 : undefined
    if (base64 !== undefined && this.#held && this.#isOfHeld(part)) {
      this.#held.item.result = base64
      return
    }
    this.#notes.foreign(part.extra, 'file')
    if (base64 === undefined) {
      this.#notes.add('dropped', 'content', `The wire has no place for ${mediaType} in an answer.`)
    } else this.#whole(writeDrawn(part, base64, this.#ids))
  }

  #result(part: ToolResultPart): void {
    if (markOf(part.extra, '@in') !== undefined) return
    const kept = keptOf(part.extra)
    if (kept && isResultItem(kept.type)) this.#whole(kept)
    else this.#noteExecuted('a tool')
  }

  #noteExecuted(what: string): void {
    this.#notes.add('dropped', 'content', `The wire has no word for ${what} that another vendor ran.`)
  }

  #isOfHeld(part: FilePart | ToolResultPart): boolean {
    return this.#held !== undefined && markOf(part.extra, '@in') === this.#held.item.id
  }

  #release(): void {
    if (!this.#held) return
    const { item } = this.#held
    this.#held = undefined
    this.#whole(item)
  }

  #whole(item: JsonObject): void {
    this.#leaveIdleMessage()
    const index = this.#items++
    this.#done(index, new WholeItem(String(item.id ?? ''), index, this).write(item))
  }

  /** Another item ends the message, unless a text of it goes on. */
  #leaveIdleMessage(): void {
    if (!this.#message?.busy) this.#leaveMessage()
  }

  #done(index: number, item: JsonObject, block?: string): void {
    this.#output[index] = item
    if (block === undefined) return
    this.#reasoning.delete(block)
    this.#calls.delete(block)
  }

  #keepExtra(part: { readonly id: string; readonly extra?: Extra }): void {
    const extra = joined(this.#extras.get(part.id), part.extra)
    if (extra) this.#extras.set(part.id, extra)
  }

  /** What another vendor wants back with a text or a call goes behind it, sealed. */
  #carry(id: string): void {
    const behind = foreignExtra(this.#extras.get(id), openaiResponses)
    this.#extras.delete(id)
    if (isMeant(behind)) this.#whole(writeBehind(behind, this.#ids.next('rs')))
  }

  #settle(): void {
    this.#endText()
    this.#release()
  }
}
