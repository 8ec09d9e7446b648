import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import {
  APICallError,
  generateText,
  jsonSchema,
  type LanguageModel,
  type ModelMessage,
  Output,
  streamText,
  tool,
  type ToolSet,
} from 'ai'
import type { Question, Said, TestClient, TestTurn } from './test-client.ts'

type ProviderOptions = NonNullable<Parameters<typeof generateText>[0]['providerOptions']>

/** One of the `ai` package's providers, pointed at the gateway by its base URL alone. */
interface Way {
  model(name: string): LanguageModel
  /** How one says that it is to reason, and to show it. */
  readonly thinks: ProviderOptions
}

// It warns of models by names that are not the vendor's own.
globalThis.AI_SDK_LOG_WARNINGS = false

// A model whose name is not the vendor's own is not known to reason: https://ai-sdk.dev/providers/ai-sdk-providers/openai
const reasons = { reasoningEffort: 'low', forceReasoning: true }

/** https://ai-sdk.dev/providers/ai-sdk-providers */
export const aiClients = {
  chat: (gateway: string, apiKey: string): TestClient => {
    const openai = createOpenAI({ baseURL: `${gateway}/v1`, apiKey })
    return aiClient({ model: name => openai.chat(name), thinks: { openai: reasons } })
  },
  responses: (gateway: string, apiKey: string): TestClient => {
    const openai = createOpenAI({ baseURL: `${gateway}/v1`, apiKey })
    const thinks = { openai: { ...reasons, reasoningSummary: 'auto' } }
    return aiClient({ model: name => openai.responses(name), thinks }, { openai: { store: false } })
  },
  anthropic: (gateway: string, apiKey: string): TestClient => {
    const anthropic = createAnthropic({ baseURL: `${gateway}/anthropic/v1`, apiKey })
    const thinks = { anthropic: { thinking: { type: 'adaptive', display: 'summarized' } } }
    return aiClient({ model: name => anthropic(name), thinks })
  },
  google: (gateway: string, apiKey: string): TestClient => {
    const google = createGoogle({ baseURL: `${gateway}/gemini/v1beta`, apiKey })
    const thinks = { google: { thinkingConfig: { includeThoughts: true } } }
    return aiClient({ model: name => google(name), thinks })
  },
} as const

function aiClient(way: Way, always: ProviderOptions = {}): TestClient {
  return {
    ask: async question => read(await generateText(optionsOf(way, question, always))),
    stream: async question => {
      let failure: unknown
      const stream = streamText({
        ...optionsOf(way, question, always),
        onError: ({ error }) => void (failure ??= error),
      })
      await stream.consumeStream()
      if (failure !== undefined) throw failure
      return read({
        text: await stream.text,
        finishReason: await stream.finishReason,
        toolCalls: await stream.toolCalls,
        reasoningText: await stream.reasoningText,
        sources: await stream.sources,
        usage: await stream.usage,
        response: await stream.response,
      })
    },
    failureOf: thrown => ({
      name: (thrown as Error).name,
      status: APICallError.isInstance(thrown) ? thrown.statusCode : undefined,
    }),
  }
}

function optionsOf(way: Way, question: Question, always: ProviderOptions) {
  const { model, system, turns, tools, schema, thinks } = question
  const said = thinks ? way.thinks : {}
  const providerOptions = Object.fromEntries(
    [...new Set([...Object.keys(always), ...Object.keys(said)])].map(name => [
      name,
      { ...always[name], ...said[name] },
    ]),
  )
  return {
    model: way.model(model),
    maxRetries: 0,
    messages: turns.flatMap(messagesOf),
    providerOptions,
    ...(system === undefined ? {} : { instructions: system }),
    ...(schema ? { output: Output.object({ schema: jsonSchema(schema) }) } : {}),
    ...(tools
      ? {
          tools: Object.fromEntries(
            tools.map(each => [
              each.name,
              tool({ inputSchema: jsonSchema({ type: 'object', ...each.schema }) }),
            ]),
          ) as ToolSet,
        }
      : {}),
  }
}

function messagesOf(turn: TestTurn): readonly ModelMessage[] {
  if ('said' in turn) return turn.said.raw as readonly ModelMessage[]
  if ('results' in turn) {
    const content = turn.results.map(({ call, text }) => ({
      type: 'tool-result' as const,
      toolCallId: call.id,
      toolName: call.name,
      output: { type: 'text' as const, value: text },
    }))
    return [{ role: 'tool', content }]
  }
  if (turn.png === undefined) return [{ role: 'user', content: turn.user }]
  const picture = { type: 'file', data: turn.png, mediaType: 'image/png' } as const
  return [{ role: 'user', content: [{ type: 'text', text: turn.user }, picture] }]
}

interface Answer {
  readonly text: string
  readonly finishReason: string
  readonly toolCalls: readonly {
    readonly toolCallId: string
    readonly toolName: string
    readonly input: unknown
  }[]
  readonly reasoningText: string | undefined
  readonly sources: readonly { readonly sourceType: string; readonly url?: string }[]
  readonly usage: {
    readonly inputTokens: number | undefined
    readonly outputTokens: number | undefined
    readonly inputTokenDetails: { readonly cacheReadTokens: number | undefined }
    readonly outputTokenDetails: { readonly reasoningTokens: number | undefined }
  }
  readonly response: { readonly messages: readonly ModelMessage[] }
}

function read({ text, finishReason, toolCalls, reasoningText, sources, usage, response }: Answer): Said {
  return {
    text,
    finish: finishReason,
    calls: toolCalls.map(({ toolCallId: id, toolName: name, input }) => ({ id, name, input })),
    thoughts: reasoningText ?? '',
    sources: sources.flatMap(({ url }) => (url === undefined ? [] : [url])),
    input: usage.inputTokens ?? 0,
    output: usage.outputTokens ?? 0,
    cached: usage.inputTokenDetails.cacheReadTokens ?? 0,
    thought: usage.outputTokenDetails.reasoningTokens ?? 0,
    raw: response.messages,
  }
}
