import { templateOf } from './path-pattern.ts'
import type { Access, Route } from './route.ts'

export interface AccessRow {
  readonly method: Route['method']
  readonly path: string
  readonly access: Access
  readonly dialect: string
}

/** Who may call what, one row a route. */
export function accessMatrix(routes: readonly Route[]): readonly AccessRow[] {
  return routes.map(({ method, path, access, dialect }) => ({
    method,
    path: templateOf(path),
    access,
    dialect: dialect.id,
  }))
}
