import type { JsonObject } from '@lucid-gateway/core'
import { type GivenIds as IdsOf, idsInAnswer, idsInSlice } from '@lucid-gateway/wires/openai-responses'
import type { ChatCall, ChatWatch } from '../../../calls/answer-chat.ts'
import type { RequestHead } from '../../../calls/make-call.ts'
import type { KeptAnswer } from './kept-answers.ts'
import { itemsOf } from './kept-items.ts'
import { ownerOf } from './owner.ts'
import type { ResponseWriter } from './response-writer.ts'

export interface Watched {
  readonly call: ChatCall
  readonly writer: ResponseWriter
  /** What is kept with a translated answer; absent where it is not to be kept. */
  readonly keeping: Pick<KeptAnswer, 'input' | 'previous'> | undefined
}

/** Remembers whose the ids are that an answer gives out, and keeps the answer itself where a team wants that. */
export class ResponseWatch implements ChatWatch {
  readonly #head: RequestHead
  readonly #watched: Watched
  #begun = false
  #last: Uint8Array | undefined

  constructor(head: RequestHead, watched: Watched) {
    this.#head = head
    this.#watched = watched
  }

  whole(bytes: Uint8Array): void | Promise<void> {
    return this.#remember(idsInAnswer(bytes))
  }

  /** The first slices have the id of the answer, the last has those of its items. */
  slice(bytes: Uint8Array): void {
    this.#last = bytes
    if (this.#begun) return
    const ids = idsInSlice(bytes)
    if (!ids) return
    this.#begun = true
    void this.#remember(ids)
  }

  ended(): void | Promise<void> {
    if (this.#last) return this.#remember(idsInSlice(this.#last))
    const { writer, keeping } = this.#watched
    const { body } = writer
    if (!body) return
    if (writer.isVendors) return this.#remember(idsOf(body))
    if (keeping) return this.#keep(body, keeping)
  }

  #remember(ids: IdsOf | undefined): void | Promise<void> {
    const account = this.#watched.call.target?.account
    if (!ids || account === undefined) return
    const { response, items } = ids
    return this.#head.host.responses.ids.remember(items, {
      key: ownerOf(this.#head),
      account,
      response,
    })
  }

  async #keep(body: JsonObject, keeping: Pick<KeptAnswer, 'input' | 'previous'>): Promise<void> {
    const { answers, ids } = this.#head.host.responses
    const key = ownerOf(this.#head)
    await answers.keep({ key, body, ...keeping })
    const { response, items } = idsOf(body)
    await ids.remember(items, { key, response })
  }
}

function idsOf(body: JsonObject): IdsOf {
  const items = itemsOf(body['output']).flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
  return { response: String(body['id']), items }
}
