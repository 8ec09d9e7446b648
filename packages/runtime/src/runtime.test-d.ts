import {
  chat,
  type ChatPart,
  type ChatRequest,
  type ChatResult,
  embedding,
  type EmbeddingResult,
} from '@lucid-gateway/core'
import type { CallInput, Runtime } from './index.ts'

declare const runtime: Runtime
declare const request: ChatRequest

const result: Promise<ChatResult> = runtime.generate({ capability: chat, request })
const parts: AsyncIterable<ChatPart> = runtime.stream({ capability: chat, request: () => request })
void [result, parts]
// @ts-expect-error chat gives no vectors
const vectors: Promise<EmbeddingResult> = runtime.generate({ capability: chat, request })
void vectors
// @ts-expect-error embedding takes no messages
void runtime.generate({ capability: embedding, request })
// @ts-expect-error generate is never a stream
void runtime.generate({ capability: chat, request, stream: true })

async function outcomeIsOfTheCapability(): Promise<void> {
  const { outcome } = await runtime.call({ capability: embedding, request: { inputs: ['a'] } })
  if (outcome.kind === 'answer') {
    const [first]: readonly (readonly number[])[] = outcome.result.vectors
    void first
  }
}
void outcomeIsOfTheCapability

const input: CallInput<typeof chat> = { capability: chat, request }
void runtime.call(input)
