import type { JsonObject } from '../json.ts'

/**
 * What must outlive the process: versioned rows in tables. What a write resolved for is kept, however the process ends, by all
 * drivers but those in memory.
 * Draft: outside the ABI promise until two drivers implement it.
 */
export interface Store {
  get(table: string, id: string): Promise<Row | undefined>
  /** False if the row exists. */
  insert(table: string, id: string, value: JsonObject): Promise<boolean>
  /** Writes if the row still has that version; false if not. */
  update(table: string, id: string, version: number, value: JsonObject): Promise<boolean>
  delete(table: string, id: string): Promise<boolean>
  /**
   * Rows whose top-level fields equal those of `where`, by id: all of them, or as many as the limit says. Fewer than that are
   * the last. Readers insert, update and delete while they go from page to page.
   */
  list(table: string, query?: RowQuery): Promise<readonly Row[]>
  close(): Promise<void>
}

export interface Row<Value extends JsonObject = JsonObject> {
  readonly id: string
  /** 1 at first; one more with each update. */
  readonly version: number
  readonly value: Value
}

export interface RowQuery {
  /** Value and type must be equal. A field that is not there equals nothing, not even null. */
  readonly where?: Readonly<Record<string, string | number | boolean | null>>
  /** Only ids after this one, which need not be there any more. */
  readonly after?: string
  readonly limit?: number
}
