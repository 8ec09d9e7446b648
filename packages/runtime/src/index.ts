export type * from './runtime.ts'
export type * from './options.ts'
export { use } from './options.ts'
