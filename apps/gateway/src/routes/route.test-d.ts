import { lucidDialect } from '../dialects/lucid/lucid-dialect.ts'
import type { Route } from './route.ts'

const path = {
  method: 'GET',
  path: '/admin/v1/all',
  summary: 'All.',
  dialect: lucidDialect,
  handler: () => {},
} as const

export const ruled: Route = { ...path, access: { role: 'owner' } }

// @ts-expect-error A route says who may call it.
export const unruled: Route = path

// @ts-expect-error There is no such role.
export const misruled: Route = { ...path, access: { role: 'root' } }
