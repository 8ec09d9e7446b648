import type { Clock, JsonObject, Store } from '@lucid-gateway/core'
import { keptMs } from './given-ids.ts'

/** An answer that no vendor keeps, because it was translated. */
export interface KeptAnswer {
  /** The name of the key that made it. */
  readonly key: string
  /** The answer that this one goes on from. */
  readonly previous?: string
  /** What was put in, without what came before. */
  readonly input: readonly JsonObject[]
  /** The answer as it was sent. */
  readonly body: JsonObject
}

/** Keeps answers for teams that opted in. */
export interface KeptAnswers {
  keep(answer: KeptAnswer): Promise<void>
  find(id: string): Promise<KeptAnswer | undefined>
  delete(id: string): Promise<void>
}

export interface KeptBounds {
  readonly answers: number
  readonly characters: number
}

const table = 'responses'
const pageSize = 100
const usual: KeptBounds = { answers: 10_000, characters: 256 * 1024 * 1024 }

/** The oldest go first where there are too many, or where they are too large together. */
export function createKeptAnswers(
  store: Store,
  clock: Pick<Clock, 'now'>,
  bounds: KeptBounds = usual,
): KeptAnswers {
  /** How large each is, in the order in which they came. */
  const sizes = new Map<string, number>()
  let total = 0
  let loaded: Promise<void> | undefined

  /** Those of earlier processes count as well, and those whose time has come are dropped. */
  async function load(): Promise<void> {
    const found: { readonly id: string; readonly at: number; readonly size: number }[] = []
    for (let after: string | undefined, full = true; full;) {
      const rows = await store.list(table, { limit: pageSize, ...(after === undefined ? {} : { after }) })
      for (const { id, value } of rows) {
        const at = Number(value['at'])
        if (at + keptMs <= clock.now()) await store.delete(table, id)
        else found.push({ id, at, size: JSON.stringify(value).length })
      }
      after = rows.at(-1)?.id
      full = rows.length === pageSize
    }
    for (const { id, size } of found.sort((a, b) => a.at - b.at)) {
      sizes.set(id, size)
      total += size
    }
  }

  function drop(id: string): Promise<boolean> {
    total -= sizes.get(id) ?? 0
    sizes.delete(id)
    return store.delete(table, id)
  }

  return {
    async keep(answer) {
      loaded ??= load().catch((error: unknown) => {
        loaded = undefined
        throw error
      })
      await loaded
      const id = String(answer.body['id'])
      const row = { ...answer, at: clock.now() } as unknown as JsonObject
      const size = JSON.stringify(row).length
      if (size > bounds.characters || !(await store.insert(table, id, row))) return
      sizes.set(id, size)
      total += size
      for (const oldest of sizes.keys()) {
        if (sizes.size <= bounds.answers && total <= bounds.characters) break
        await drop(oldest)
      }
    },
    async find(id) {
      const row = await store.get(table, id)
      if (!row) return undefined
      if (Number(row.value['at']) + keptMs > clock.now()) return row.value as unknown as KeptAnswer
      await drop(id)
      return undefined
    },
    async delete(id) {
      await drop(id)
    },
  }
}
