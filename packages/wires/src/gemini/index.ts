export { gemini } from './wire.ts'
