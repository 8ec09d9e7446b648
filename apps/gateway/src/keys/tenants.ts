import type { Clock, Store } from '@lucid-gateway/core'
import type { HostLog } from '../log/create-log.ts'
import { AdminStore } from './admin-store.ts'
import { Audit } from './audit.ts'
import { KeyStore } from './key-store.ts'
import { RuleStore } from './rule-store.ts'
import type { TeamRow } from './rows.ts'
import { StoredKeys } from './stored-keys.ts'
import { StoredRules } from './stored-rules.ts'
import { Table } from './table.ts'

/** Who has what in the organisation `default`, the only one so far. */
export interface Tenants {
  readonly keys: KeyStore
  /** The same keys, as requests find them. */
  readonly stored: StoredKeys
  readonly teams: Table<TeamRow>
  /** Limits and budgets of many that were made here. */
  readonly rules: RuleStore
  /** The same with those of keys and teams, as calls go by them. */
  readonly storedRules: StoredRules
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
  const teams = new Table<TeamRow>(parts.store, 'teams')
  const rules = new RuleStore(parts.store)
  return {
    keys,
    stored: new StoredKeys({ ...parts, keys }),
    teams,
    rules,
    storedRules: new StoredRules({ ...parts, keys, teams, rules }),
    admins: new AdminStore(parts),
    audit: new Audit(parts),
    clock: parts.clock,
  }
}
