import type { JsonObject, Store } from '@lucid-gateway/core'

export interface Entry<Value> {
  readonly id: string
  readonly version: number
  readonly value: Value
}

export interface PageQuery {
  /** What rows must have, field by field. */
  readonly where?: Readonly<Record<string, string | boolean | null>>
  readonly after?: string
  readonly limit: number
}

/** One table of the Store, with the type of its rows. */
export class Table<Value extends object> {
  readonly #store: Store
  readonly #name: string

  constructor(store: Store, name: string) {
    this.#store = store
    this.#name = name
  }

  async get(id: string): Promise<Entry<Value> | undefined> {
    return (await this.#store.get(this.#name, id)) as Entry<Value> | undefined
  }

  insert(id: string, value: Value): Promise<boolean> {
    return this.#store.insert(this.#name, id, plain(value))
  }

  /** Writes if nobody else has since; false if somebody has. */
  update({ id, version }: Entry<Value>, value: Value): Promise<boolean> {
    return this.#store.update(this.#name, id, version, plain(value))
  }

  delete(id: string): Promise<boolean> {
    return this.#store.delete(this.#name, id)
  }

  async page(query: PageQuery): Promise<readonly Entry<Value>[]> {
    return (await this.#store.list(this.#name, query)) as readonly Entry<Value>[]
  }
}

function plain(value: object): JsonObject {
  return value as JsonObject
}
