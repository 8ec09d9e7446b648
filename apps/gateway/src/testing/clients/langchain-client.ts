import { ContextOverflowError } from '@langchain/core/errors'
import {
  type AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type UsageMetadata,
} from '@langchain/core/messages'
import { ChatOpenAI } from '@langchain/openai'
import type { Question, Said, TestClient, TestTurn } from './test-client.ts'

/** https://docs.langchain.com/oss/javascript/integrations/chat/openai; pointed at the gateway by its base URL alone. */
export function langchainClient(gateway: string, apiKey: string, useResponsesApi = false): TestClient {
  const modelOf = ({ model, tools, thinks, schema }: Question) => {
    const chat = new ChatOpenAI({
      model,
      apiKey,
      maxRetries: 0,
      useResponsesApi,
      ...(useResponsesApi ? { zdrEnabled: true } : {}),
      // It keeps "reasoning" to itself where the name of the model is none of OpenAI's.
      ...(thinks
        ? {
            modelKwargs: useResponsesApi
              ? { reasoning: { effort: 'low', summary: 'auto' } }
              : { reasoning_effort: 'low' },
          }
        : {}),
      configuration: { baseURL: `${gateway}/v1` },
    })
    return chat.withConfig({
      ...(useResponsesApi ? { include: ['reasoning.encrypted_content'] } : {}),
      ...(tools
        ? {
            tools: tools.map(({ name, schema: parameters }) => ({
              type: 'function',
              function: { name, parameters: { type: 'object', ...parameters } },
            })),
          }
        : {}),
      ...(schema
        ? {
            response_format: {
              type: 'json_schema',
              json_schema: { name: 'answer', strict: true, schema: { ...schema } },
            },
          }
        : {}),
    })
  }
  return {
    ask: async question => read(await modelOf(question).invoke(messagesOf(question))),
    stream: async question => {
      let whole: AIMessageChunk | undefined
      for await (const chunk of await modelOf(question).stream(messagesOf(question)))
        whole = whole?.concat(chunk) ?? chunk
      if (!whole) throw new Error('a stream without an answer')
      return read(whole)
    },
    failureOf: thrown => {
      // It wraps the one of them that applications are to tell apart.
      const error = ContextOverflowError.isInstance(thrown) ? thrown.cause : thrown
      const { status } = error as { readonly status?: number }
      return { name: (error as Error).constructor.name, status }
    },
  }
}

function messagesOf({ system, turns }: Question): BaseMessage[] {
  return [...(system === undefined ? [] : [new SystemMessage(system)]), ...turns.flatMap(turnOf)]
}

function turnOf(turn: TestTurn): BaseMessage[] {
  if ('said' in turn) return [turn.said.raw as BaseMessage]
  if ('results' in turn)
    return turn.results.map(({ call, text }) => new ToolMessage({ tool_call_id: call.id, content: text }))
  if (turn.png === undefined) return [new HumanMessage(turn.user)]
  const image_url = { url: `data:image/png;base64,${turn.png}` }
  return [
    new HumanMessage({
      content: [
        { type: 'text', text: turn.user },
        { type: 'image_url', image_url },
      ],
    }),
  ]
}

function read(message: AIMessage): Said {
  const usage = message.usage_metadata as UsageMetadata | undefined
  const { response_metadata: metadata, additional_kwargs: more } = message
  const { finish_reason, incomplete_details: cut, status } = metadata as Record<string, unknown>
  const { reasoning } = more as { readonly reasoning?: { readonly summary?: readonly { text: string }[] } }
  const blocks = Array.isArray(message.content) ? message.content : []
  return {
    text: message.text,
    finish: String(
      (cut as { readonly reason?: string } | null | undefined)?.reason ?? finish_reason ?? status,
    ),
    calls: (message.tool_calls ?? []).map(({ id = '', name, args }) => ({ id, name, input: args })),
    thoughts: (reasoning?.summary ?? []).map(({ text }) => text).join(''),
    sources: blocks.flatMap(block =>
      ((block['annotations'] ?? []) as readonly { readonly url?: string }[]).flatMap(({ url }) => url ?? []),
    ),
    input: usage?.input_tokens ?? 0,
    output: usage?.output_tokens ?? 0,
    cached: usage?.input_token_details?.cache_read ?? 0,
    thought: usage?.output_token_details?.reasoning ?? 0,
    raw: message,
  }
}
