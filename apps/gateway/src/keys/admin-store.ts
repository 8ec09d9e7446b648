import type { Clock, Store } from '@lucid-gateway/core'
import { makeKey, shownOf } from '../access/key-format.ts'
import { type IndexRow, keyIndex } from './key-index.ts'
import { changedMeanwhile, hashOf } from './key-store.ts'
import { newId } from './new-id.ts'
import type { AdminRow } from './rows.ts'
import { type Entry, type PageQuery, Table } from './table.ts'

export interface MadeAdmin {
  readonly id: string
  readonly key: string
  readonly row: AdminRow
}

/** Those who may use `/admin`, beside the one of the environment or of the data folder. */
export class AdminStore {
  readonly #admins: Table<AdminRow>
  readonly #index: Table<IndexRow>
  readonly #clock: Clock

  constructor({ store, clock }: { readonly store: Store; readonly clock: Clock }) {
    this.#admins = new Table(store, 'admins')
    this.#index = keyIndex(store)
    this.#clock = clock
  }

  draft(asked: Pick<AdminRow, 'name' | 'role' | 'team' | 'createdBy'>): MadeAdmin {
    const key = makeKey('lucid_admin_')
    const now = this.#clock.now()
    const row = { ...asked, shown: shownOf(key), hash: hashOf(key), createdAt: now, revokedAt: null }
    return { id: newId('adm', now), key, row }
  }

  async keep({ id, row }: MadeAdmin): Promise<void> {
    await this.#admins.insert(id, row)
    await this.#index.insert(row.hash, { of: 'admin', id })
  }

  get(id: string): Promise<Entry<AdminRow> | undefined> {
    return this.#admins.get(id)
  }

  page(query: PageQuery): Promise<readonly Entry<AdminRow>[]> {
    return this.#admins.page(query)
  }

  async withHash(hash: string): Promise<Entry<AdminRow> | undefined> {
    const found = await this.#index.get(hash)
    return found?.value.of === 'admin' ? this.#admins.get(found.value.id) : undefined
  }

  revocation({ value }: Entry<AdminRow>): AdminRow {
    return { ...value, revokedAt: this.#clock.now() }
  }

  async revoke(entry: Entry<AdminRow>, row: AdminRow): Promise<void> {
    if (!(await this.#admins.update(entry, row))) throw changedMeanwhile(entry.id)
  }
}
