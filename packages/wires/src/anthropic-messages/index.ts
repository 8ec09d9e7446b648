export { anthropicMessages, type AnthropicVersion } from './wire.ts'
