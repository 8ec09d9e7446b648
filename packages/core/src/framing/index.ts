export { ndjsonValues, type NdjsonOptions } from './ndjson.ts'
export { parseSseEvent } from './sse-event.ts'
export { sseEvents } from './sse-events.ts'
export { splitSseEvents, SseFramer, type SseFramerOptions } from './sse-framer.ts'
