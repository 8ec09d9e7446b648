import type { AttemptRecord, AttemptRow, CallRecord, CallRow, LucidError, Price } from '@lucid-gateway/core'
import { cardOf } from '../card-of.ts'
import type { GenerationAccount } from '../generation.ts'
import type { CallUnderway } from '../underway.ts'
import { factsOf } from './call-facts.ts'
import { pricedMeters } from './priced-meters.ts'
import type { Intent } from './record.ts'
import { worstCase } from './worst-case.ts'

/** Where it is written down what calls use. */
export interface Books {
  /** Why no new call can be taken, if so. */
  refusal(): LucidError | undefined
  /** Resolves when it is written down; rejects where it can't be, and then the provider must not be asked. */
  intend(intent: Intent): Promise<void>
  /** Resolves when it is written down, or when it will be but not soon. */
  settle(row: AttemptRow): Promise<unknown>
  close(row: CallRow): void
}

/** What is written down of one call. */
export class Booking {
  readonly #books: Books
  readonly #call: CallUnderway
  #isAdmitted = false
  #atMost: Map<string, string> | undefined

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
    const { capability, record } = this.#call
    const { worst, atMostNanoUsd } = worstCase(capability, this.#request(), cardOf(account, attempt.model))
    if (atMostNanoUsd === undefined)
      return this.#books.intend({ kind: 'intent', attempt, call: record, worst })
    this.#atMost ??= new Map()
    this.#atMost.set(attempt.id, atMostNanoUsd)
    return this.#books.intend({ kind: 'intent', attempt, call: record, worst, atMostNanoUsd })
  }

  /** To be awaited before the caller sees the end. */
  settled(record: AttemptRecord, prices: readonly Price[] | undefined): Promise<unknown> {
    const priced = record.usage && prices ? pricedMeters(record.usage, prices) : []
    const atMostNanoUsd = record.costNanoUsd === undefined ? this.#atMost?.get(record.id) : undefined
    return this.#books.settle({
      kind: 'attempt',
      record,
      call: factsOf(this.#call.record),
      ...(priced.length > 0 ? { prices: priced } : {}),
      ...(atMostNanoUsd === undefined ? {} : { atMostNanoUsd }),
    })
  }

  closed(record: CallRecord): void {
    if (this.#isAdmitted) this.#books.close({ kind: 'call', record })
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
