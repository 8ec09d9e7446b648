export * from './admin/lucid-admin.ts'
export type { PageQuery, Pages } from './admin/pages.ts'
export { LucidApiError, type LucidApiErrorFacts } from './error/lucid-api-error.ts'
export type * from './generated/admin.ts'
export type {
  BudgetOfMany,
  KeyChange,
  KeyRotation,
  LimitOfMany,
  NewAdmin,
  NewKey,
  NewTeam,
  TeamChange,
} from './generated/requests.ts'
export type { CallOptions, ConnectionOptions } from './options.ts'
