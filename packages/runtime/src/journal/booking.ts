import type { AttemptRecord, CallRecord, LedgerText, LucidError, Price } from '@lucid-gateway/core'
import { cardOf } from '../card-of.ts'
import type { GenerationAccount } from '../generation.ts'
import type { CallUnderway } from '../underway.ts'
import { factsOf } from './call-facts.ts'
import { Growing, json } from './growing.ts'
import { pricedMeters } from './priced-meters.ts'
import { worstCase } from './worst-case.ts'

/** Where it is written down what calls use, as lines of JSON. */
export interface Books {
  /** Why no new call can be taken, if so. */
  refusal(): LucidError | undefined
  /** Takes an intent. Resolves when it is written down; rejects where it can't be, and then the provider must not be asked. */
  intend(call: string, intent: string): Promise<void>
  /** Takes an attempt's row. Resolves when it is written down, or when it will be but not soon. */
  settle(call: string, row: LedgerText): Promise<unknown>
  /** Takes a call's row. */
  close(call: string, row: LedgerText): void
}

/** What is written down of one call. */
export class Booking {
  readonly #books: Books
  readonly #call: CallUnderway
  #isAdmitted = false
  #record: Growing | undefined
  /** The try that was intended last. */
  #intended: Intended | undefined

  constructor(books: Books, call: CallUnderway) {
    this.#books = books
    this.#call = call
  }

  /** Throws where nothing can be written down now. */
  admit(): void {
    const refused = this.#books.refusal()
    if (refused) throw refused
    this.#isAdmitted = true
  }

  /** To be awaited before the provider is asked. */
  intend(attempt: AttemptRecord, account: GenerationAccount): Promise<void> {
    const { capability, record: call } = this.#call
    const { worst, atMostNanoUsd } = worstCase(capability, this.#request(), cardOf(account, attempt.model))
    this.#record ??= new Growing(call)
    const record = new Growing(attempt)
    this.#intended = { id: attempt.id, record, atMostNanoUsd }
    const most = atMostNanoUsd === undefined ? '' : `,"atMostNanoUsd":"${atMostNanoUsd}"`
    return this.#books.intend(
      call.id,
      `{"kind":"intent","attempt":${record.text},"call":${this.#record.text},"worst":${json(worst)}${most}}`,
    )
  }

  /** To be awaited before the caller sees the end. */
  settled(record: AttemptRecord, prices: readonly Price[] | undefined): Promise<unknown> {
    const intended = this.#intended?.id === record.id ? this.#intended : undefined
    const text = intended ? intended.record.textOf(record) : json(record)
    const priced = record.usage && prices ? pricedMeters(record.usage, prices) : ''
    const atMost = record.costNanoUsd === undefined ? intended?.atMostNanoUsd : undefined
    const most = atMost === undefined ? '' : `,"atMostNanoUsd":"${atMost}"`
    const call = json(factsOf(this.#call.record))
    return this.#books.settle(
      record.callId,
      `{"kind":"attempt","record":${text},"call":${call}${priced && `,"prices":${priced}`}${most}}`,
    )
  }

  closed(record: CallRecord): void {
    if (!this.#isAdmitted) return
    const text = this.#record ? this.#record.textOf(record) : json(record)
    this.#books.close(record.id, `{"kind":"call","record":${text}}`)
  }

  /** What can't be read is refused by whom it is for. */
  #request(): unknown {
    try {
      return this.#call.request
    } catch {
      return undefined
    }
  }
}

interface Intended {
  readonly id: string
  readonly record: Growing
  readonly atMostNanoUsd: string | undefined
}
