export { jsonDepthWithin } from './depth.ts'
export type { JsonField } from './field.ts'
export { topLevelFields } from './fields.ts'
export { relayBody } from './relay-body.ts'
