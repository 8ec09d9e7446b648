export { jsonDepthWithin } from './depth.ts'
export { type JsonField, topLevelFields } from './fields.ts'
export { relayBody } from './relay-body.ts'
