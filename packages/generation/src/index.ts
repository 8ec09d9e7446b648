export type { GenerationErrorCode } from './error/error-codes.ts'
export {
  GenerationError,
  type GenerationErrorDetails,
  type GenerationErrorOptions,
  type GenerationErrorRecord,
} from './error/generation-error.ts'
export { GenerationService } from './generation-service.ts'
export type * from './provider/features.ts'
export type * from './provider/own-provider.ts'
export type * from './provider/provider.ts'
export type * from './request.ts'
export type * from './session/event.ts'
export type * from './session/file.ts'
export type * from './session/session.ts'
export { sessionEvent } from './session/told.ts'
export { sessionOf } from './session/session-of.ts'
export type * from './settings.ts'
