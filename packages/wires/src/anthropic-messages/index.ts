export { type ReadOptions, readAnswer } from './answer-in.ts'
export { type AnswerHead, writeAnswer, type WrittenAnswer } from './answer-out.ts'
export { isVendorsOwn } from './carry.ts'
export { type ErrorReader, readErrorObject } from './error-object.ts'
export { writeError, writeErrorEvent, type WrittenError } from './errors-out.ts'
export { readFinish, writeFinish } from './finish.ts'
export { quirksFor } from '../kit/quirks.ts'
export type { MessagesQuirks, MessagesRule } from './quirks.ts'
export { relayAnswer, type RelayOptions } from './relay-answer.ts'
export { relayStream } from './relay-stream.ts'
export { type ReadMessagesRequest, readRequest, type ReadRequestOptions } from './request-in.ts'
export { type RequestTarget, writeCountRequest, writeRequest, type WrittenRequest } from './request-out.ts'
export { type ChatStreamReader, createStreamReader } from './stream-reader.ts'
export { type ChatStreamWriter, createStreamWriter, type StreamHead } from './stream-writer.ts'
export { unknownUsage } from '../kit/readings.ts'
export { readCount, readUsage, writeUsage } from './usage.ts'
export {
  anthropicMessages,
  type AnthropicVersion,
  anthropicVersions,
  anthropicWire,
  readWireHead,
  type WireHead,
  writeWireHead,
} from './wire.ts'
