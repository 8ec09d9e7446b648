import type { Clock, Store } from '@lucid-gateway/core'
import { type IndexRow, keyIndex } from './key-index.ts'
import { changedMeanwhile } from './key-store.ts'
import { newId } from './new-id.ts'
import { newSecret, rotated } from './rotation.ts'
import type { AdminRow } from './rows.ts'
import { type Entry, type PageQuery, Table } from './table.ts'

export interface MadeAdmin {
  readonly id: string
  readonly key: string
  readonly row: AdminRow
}

export type NewAdmin = Pick<AdminRow, 'name' | 'role' | 'team' | 'createdBy'> & {
  readonly expiresAt: number | null
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

  now(): number {
    return this.#clock.now()
  }

  draft(asked: NewAdmin): MadeAdmin {
    const { key, ...secret } = newSecret('lucid_admin_')
    const now = this.now()
    const row = { ...asked, ...secret, former: [], createdAt: now, rotatedAt: null, revokedAt: null }
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

  /** The same admin by another secret; the one before is good for so long. */
  rotation({ id, value }: Entry<AdminRow>, overlapMs: number): MadeAdmin {
    const secret = newSecret('lucid_admin_')
    return { id, key: secret.key, row: rotated(value, secret, { now: this.now(), overlapMs }) }
  }

  /** Puts a rotation in force, all at once. */
  async rotate(entry: Entry<AdminRow>, { row }: MadeAdmin): Promise<void> {
    await this.#index.insert(row.hash, { of: 'admin', id: entry.id })
    if (!(await this.#admins.update(entry, row))) throw changedMeanwhile(entry.id)
  }

  revocation({ value }: Entry<AdminRow>): AdminRow {
    return { ...value, former: [], revokedAt: this.now() }
  }

  async revoke(entry: Entry<AdminRow>, row: AdminRow): Promise<void> {
    if (!(await this.#admins.update(entry, row))) throw changedMeanwhile(entry.id)
  }
}
