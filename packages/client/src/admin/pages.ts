import type { CallOptions } from '../options.ts'

interface Page<Row> {
  readonly data: readonly Row[]
  readonly next: string | null
}

export interface PageQuery {
  /** How many at most: 50 unless said, up to 500. */
  readonly limit?: number
  /** What `next` was of the page before. */
  readonly after?: string
}

type GetPage<Row, Query> = (query?: Query, options?: CallOptions) => Promise<Page<Row>>

/** A list that comes by pages. */
export class Pages<Row, Query extends PageQuery = PageQuery> {
  /** One page of it. */
  readonly list: GetPage<Row, Query>

  constructor(list: GetPage<Row, Query>) {
    this.list = list
  }

  /** All of it, row by row, over as many pages as there are. */
  async *all(query?: Omit<Query, 'after'>, options?: CallOptions): AsyncGenerator<Row, void> {
    let after: string | null | undefined
    do {
      const asked = { limit: 500, ...query, ...(after ? { after } : {}) } as Query
      const page = await this.list(asked, options)
      yield* page.data
      after = page.next
    } while (after)
  }
}
