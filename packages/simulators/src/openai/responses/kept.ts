import { ApiError } from '../api-error.ts'
import type { Fields } from '../shape.ts'

/** What the vendor keeps of one answer. */
export interface KeptResponse {
  /** The key of the account that it belongs to. */
  readonly key: string
  readonly body: Fields
  /** The items of the request, without those of earlier ones. */
  readonly input: readonly Fields[]
  /** All that the model saw and said up to and with this answer. */
  readonly conversation: readonly Fields[]
  /** The events that the answer came as, or would have. */
  readonly events: readonly string[]
}

/** What accounts let the vendor keep. */
export class Kept {
  readonly #responses = new Map<string, KeptResponse>()

  add(response: KeptResponse): void {
    this.#responses.set(String(response.body['id']), response)
  }

  find(id: string, key: string): KeptResponse | undefined {
    const found = this.#responses.get(id)
    return found?.key === key ? found : undefined
  }

  get(id: string, key: string): KeptResponse {
    const found = this.find(id, key)
    if (!found) throw new ApiError(404, `Response with id '${id}' not found.`)
    return found
  }

  /** An item of any answer that was kept for this account. */
  item(id: string, key: string): Fields | undefined {
    for (const response of this.#responses.values()) {
      if (response.key !== key) continue
      const found = response.conversation.find(item => item['id'] === id)
      if (found) return found
    }
    return undefined
  }

  delete(id: string, key: string): void {
    this.get(id, key)
    this.#responses.delete(id)
  }

  clear(): void {
    this.#responses.clear()
  }
}
