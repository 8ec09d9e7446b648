import { type Clock, LucidError, type Store } from '@lucid-gateway/core'
import { type IndexRow, keyIndex } from './key-index.ts'
import { newId } from './new-id.ts'
import { newSecret, rotated } from './rotation.ts'
import type { Bounds, KeyRow, KeyScopes } from './rows.ts'
import { type Entry, type PageQuery, Table } from './table.ts'

export interface NewKey {
  readonly name: string
  readonly team: string | null
  readonly scopes: KeyScopes
  readonly expiresAt: number | null
  readonly createdBy: string
  readonly bounds?: Bounds
}

/** A key just made: the one time that the key itself is at hand. */
export interface MadeKey {
  readonly id: string
  readonly key: string
  readonly row: KeyRow
}

/** The keys of applications that were made here. */
export class KeyStore {
  readonly #keys: Table<KeyRow>
  readonly #index: Table<IndexRow>
  readonly #clock: Clock

  constructor({ store, clock }: { readonly store: Store; readonly clock: Clock }) {
    this.#keys = new Table(store, 'keys')
    this.#index = keyIndex(store)
    this.#clock = clock
  }

  /** A key that is not kept yet. */
  draft({ bounds, ...asked }: NewKey): MadeKey {
    const { key, ...secret } = newSecret('lucid_')
    const now = this.#clock.now()
    const row: KeyRow = {
      ...asked,
      ...bounds,
      ...secret,
      former: [],
      createdAt: now,
      rotatedAt: null,
      revokedAt: null,
    }
    return { id: newId('key', now), key, row }
  }

  async keep({ id, row }: MadeKey): Promise<void> {
    await this.#keys.insert(id, row)
    await this.#index.insert(row.hash, { of: 'key', id })
  }

  get(id: string): Promise<Entry<KeyRow> | undefined> {
    return this.#keys.get(id)
  }

  page(query: PageQuery): Promise<readonly Entry<KeyRow>[]> {
    return this.#keys.page(query)
  }

  /** The row that a hash leads to, whatever that is worth. */
  async withHash(hash: string): Promise<Entry<KeyRow> | undefined> {
    const found = await this.#index.get(hash)
    return found?.value.of === 'key' ? this.#keys.get(found.value.id) : undefined
  }

  /** The same key by another secret; the one before is good for so long. */
  rotation({ id, value }: Entry<KeyRow>, overlapMs: number): MadeKey {
    const secret = newSecret('lucid_')
    return { id, key: secret.key, row: rotated(value, secret, { now: this.#clock.now(), overlapMs }) }
  }

  /** Puts a rotation in force, all at once. */
  async rotate(entry: Entry<KeyRow>, { row }: MadeKey): Promise<void> {
    await this.#index.insert(row.hash, { of: 'key', id: entry.id })
    if (!(await this.#keys.update(entry, row))) throw changedMeanwhile(entry.id)
  }

  revocation({ value }: Entry<KeyRow>): KeyRow {
    return { ...value, former: [], revokedAt: this.#clock.now() }
  }

  async revoke(entry: Entry<KeyRow>, row: KeyRow): Promise<void> {
    await this.change(entry, row)
  }

  async change(entry: Entry<KeyRow>, row: KeyRow): Promise<void> {
    if (!(await this.#keys.update(entry, row))) throw changedMeanwhile(entry.id)
  }
}

export function changedMeanwhile(id: string): LucidError {
  return new LucidError('conflict', `"${id}" was changed by somebody else at the same moment.`, {
    reason: 'changed_meanwhile',
    hint: 'Look at it as it is now, and ask again if that is still wanted.',
  })
}
