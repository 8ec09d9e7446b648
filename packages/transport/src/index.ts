export { createTransport } from './create-transport.ts'
export { redact } from './redact.ts'
export type * from './transport.ts'
