import type { AdminRole } from '../keys/rows.ts'
import { templateOf } from './path-pattern.ts'
import type { Access, Route } from './route.ts'

export type AccessWord = 'open' | 'caller' | AdminRole

export interface AccessRow {
  readonly method: Route['method']
  readonly path: string
  /** `open`, `caller`, or the least role of an admin. */
  readonly access: AccessWord
  readonly dialect: string
}

/** Who may call what, one row a route. */
export function accessMatrix(routes: readonly Route[]): readonly AccessRow[] {
  return routes.map(({ method, path, access, dialect }) => ({
    method,
    path: templateOf(path),
    access: wordOf(access),
    dialect: dialect.id,
  }))
}

function wordOf(access: Access): AccessWord {
  return typeof access === 'string' ? access : access.role
}
