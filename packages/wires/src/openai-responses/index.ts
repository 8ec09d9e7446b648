export { openaiResponses } from './wire.ts'
