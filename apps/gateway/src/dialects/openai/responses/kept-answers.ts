import type { Clock, JsonObject, Store } from '@lucid-gateway/core'
import { Remembered } from '../../../shares/remembered.ts'
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

/** Where there are too many, or where they are too large together, the oldest go of the key that has the most. */
export function createKeptAnswers(
  store: Store,
  clock: Pick<Clock, 'now'>,
  bounds: KeptBounds = usual,
): KeptAnswers {
  const remembered = new Remembered()
  let loaded: Promise<void> | undefined

  /** Those of earlier processes count as well, and those whose time has come are dropped. */
  async function load(): Promise<void> {
    const found: { readonly id: string; readonly key: string; readonly at: number; readonly size: number }[] =
      []
    for (let after: string | undefined, full = true; full;) {
      const rows = await store.list(table, { limit: pageSize, ...(after === undefined ? {} : { after }) })
      for (const { id, value } of rows) {
        const at = Number(value['at'])
        if (at + keptMs <= clock.now()) await store.delete(table, id)
        else found.push({ id, key: String(value['key']), at, size: JSON.stringify(value).length })
      }
      after = rows.at(-1)?.id
      full = rows.length === pageSize
    }
    for (const { id, key, size } of found.sort((a, b) => a.at - b.at)) remember(id, key, size)
  }

  function remember(id: string, key: string, size: number): void {
    remembered.add(id, key)
    remembered.resize(id, size)
  }

  function drop(id: string): Promise<boolean> {
    remembered.remove(id)
    return store.delete(table, id)
  }

  function over(): string | undefined {
    if (remembered.size > bounds.answers) return remembered.oldestOfMost()
    return remembered.bytes > bounds.characters ? remembered.oldestOfHeaviest() : undefined
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
      remember(id, answer.key, size)
      for (let name = over(); name !== undefined; name = over()) await drop(name)
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
