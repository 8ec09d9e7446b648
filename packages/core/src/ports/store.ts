import type { JsonObject } from '../json.ts'

/**
 * What must outlive the process: versioned rows in tables.
 * Draft: outside the ABI promise until two drivers implement it.
 */
export interface Store {
  get(table: string, id: string): Promise<Row | undefined>
  /** False if the row exists. */
  insert(table: string, id: string, value: JsonObject): Promise<boolean>
  /** Writes if the row still has that version; false if not. */
  update(table: string, id: string, version: number, value: JsonObject): Promise<boolean>
  delete(table: string, id: string): Promise<boolean>
  /** Rows whose top-level fields equal those of `where`, by id. */
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
  readonly where?: Readonly<Record<string, string | number | boolean | null>>
  /** Only ids after this one. */
  readonly after?: string
  readonly limit?: number
}
