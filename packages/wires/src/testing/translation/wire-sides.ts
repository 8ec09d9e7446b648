import { chat } from '@lucid-gateway/core'
import type {
  ChatPart,
  ChatRequest,
  ChatResult,
  JsonObject,
  ReceiptEntry,
  Warning,
} from '@lucid-gateway/core'
import * as messages from '../../anthropic-messages/index.ts'
import * as gemini from '../../gemini/index.ts'
import * as completions from '../../openai-chat/index.ts'
import * as responses from '../../openai-responses/index.ts'
import { readStream, writeStream } from '../streams.ts'

export type ProbedWire = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini'

interface Read {
  readonly request: ChatRequest
  readonly receipt: readonly ReceiptEntry[]
}

interface Written {
  readonly body: JsonObject
  readonly warnings: readonly Warning[]
}

interface WrittenAnswer {
  readonly body: JsonObject
  readonly receipt: readonly ReceiptEntry[]
}

interface StreamWriter {
  write(part: ChatPart): string
  end(): string
  readonly receipt: readonly ReceiptEntry[]
}

/** One wire, seen from its clients and from its vendor. */
export interface WireSide {
  readonly wire: ProbedWire
  readonly title: string
  read(body: JsonObject): Read
  /** One way for each version of the wire, with nothing said of how a vendor departs from it. */
  readonly ways: readonly { readonly title: string; write(request: ChatRequest): Written }[]
  readAnswer(body: JsonObject): ChatResult
  writeAnswer(result: ChatResult): WrittenAnswer
  streamWriter(): StreamWriter
  readParts(written: string): Promise<readonly ChatPart[]>
}

const head = { id: 'answer-1', model: 'm', created: 1_770_933_892 }
const target = { model: 'the model', stream: false }

export const sides: readonly WireSide[] = [
  {
    wire: 'openai-chat',
    title: 'OpenAI chat',
    read: body => completions.readRequest(body),
    ways: [{ title: 'OpenAI chat', write: request => completions.writeRequest(request, target) }],
    readAnswer: body => completions.readAnswer(body),
    writeAnswer: result => completions.writeAnswer(result, head),
    streamWriter: () => completions.createStreamWriter({ ...head, includeUsage: true }),
    readParts: written => readStream(completions.createStreamReader(), written),
  },
  {
    wire: 'openai-responses',
    title: 'OpenAI Responses',
    read: body => responses.readRequest(body),
    ways: [{ title: 'OpenAI Responses', write: request => responses.writeRequest(request, target) }],
    readAnswer: body => responses.readAnswer(body),
    writeAnswer: result => responses.writeAnswer(result, head),
    streamWriter: () => responses.createStreamWriter(head),
    readParts: written => readStream(responses.createStreamReader(), written),
  },
  {
    wire: 'anthropic-messages',
    title: 'Anthropic Messages',
    read: body => messages.readRequest(body),
    ways: messages.anthropicVersions.map(version => ({
      title: `Anthropic ${version}`,
      write: request => messages.writeRequest(request, { ...target, version, maxTokens: 4096 }),
    })),
    readAnswer: body => messages.readAnswer(body),
    writeAnswer: result => messages.writeAnswer(result, head),
    streamWriter: () => messages.createStreamWriter(head),
    readParts: written => readStream(messages.createStreamReader(), written),
  },
  {
    wire: 'gemini',
    title: 'Gemini',
    read: body => gemini.readRequest(body, target),
    ways: [{ title: 'Gemini', write: request => gemini.writeRequest(request, target) }],
    readAnswer: body => gemini.readAnswer(body),
    writeAnswer: result => gemini.writeAnswer(result, head),
    streamWriter: () => gemini.createStreamWriter(head),
    readParts: written => readStream(gemini.createStreamReader(), written),
  },
]

/** What a vendor's stream of this answer is to those who read it. */
export async function streamed(side: WireSide, result: ChatResult): Promise<readonly ChatPart[]> {
  return side.readParts(writeStream(side.streamWriter(), chat.split?.(result) ?? []))
}
