import type { Clock, Store } from '@lucid-gateway/core'
import type { HostLog } from '../log/create-log.ts'
import { AdminStore } from './admin-store.ts'
import { Audit } from './audit.ts'
import { KeyStore } from './key-store.ts'
import type { TeamRow } from './rows.ts'
import { StoredKeys } from './stored-keys.ts'
import { Table } from './table.ts'

/** Who has what in the organisation `default`, the only one so far. */
export interface Tenants {
  readonly keys: KeyStore
  /** The same keys, as requests find them. */
  readonly stored: StoredKeys
  readonly teams: Table<TeamRow>
  readonly admins: AdminStore
  readonly audit: Audit
  readonly clock: Clock
}

export interface TenantsParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Pick<HostLog, 'warn'>
}

export function createTenants(parts: TenantsParts): Tenants {
  const keys = new KeyStore(parts)
  return {
    keys,
    stored: new StoredKeys({ ...parts, keys }),
    teams: new Table(parts.store, 'teams'),
    admins: new AdminStore(parts),
    audit: new Audit(parts),
    clock: parts.clock,
  }
}
