export { isPublicAddress } from './address.ts'
export { createTransport } from './create-transport.ts'
export { hideValues, redact } from './redact.ts'
export type * from './transport.ts'
