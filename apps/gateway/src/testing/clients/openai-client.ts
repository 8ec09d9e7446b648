import OpenAI from 'openai'
import type { Question, Said, TestClient, TestTurn } from './test-client.ts'

type Message = OpenAI.Chat.ChatCompletionMessageParam

/** https://developers.openai.com/api/docs/libraries; the SDK is pointed at the gateway by its base URL alone. */
export function openaiClient(gateway: string, apiKey: string): TestClient {
  const sdk = new OpenAI({ apiKey, baseURL: `${gateway}/v1`, maxRetries: 0 })
  return {
    ask: async question => read(await sdk.chat.completions.create(bodyOf(question))),
    stream: async question => {
      const body = { ...bodyOf(question), stream: true, stream_options: { include_usage: true } } as const
      return read(await sdk.chat.completions.stream(body).finalChatCompletion())
    },
    failureOf: thrown => {
      const { status } = thrown as { readonly status?: number }
      return { name: (thrown as Error).constructor.name, status }
    },
  }
}

function bodyOf(question: Question): OpenAI.Chat.ChatCompletionCreateParamsNonStreaming {
  const { model, turns, system, tools, schema, thinks } = question
  return {
    model,
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system } as const]),
      ...turns.flatMap(messagesOf),
    ],
    ...(tools
      ? {
          tools: tools.map(tool => ({
            type: 'function',
            function: { name: tool.name, parameters: { type: 'object', ...tool.schema } },
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
    ...(thinks ? { reasoning_effort: 'low' } : {}),
  }
}

function messagesOf(turn: TestTurn): readonly Message[] {
  if ('said' in turn) return [turn.said.raw as Message]
  if ('results' in turn)
    return turn.results.map(({ call, text }) => ({ role: 'tool', tool_call_id: call.id, content: text }))
  if (turn.png === undefined) return [{ role: 'user', content: turn.user }]
  const image_url = { url: `data:image/png;base64,${turn.png}` }
  return [
    {
      role: 'user',
      content: [
        { type: 'text', text: turn.user },
        { type: 'image_url', image_url },
      ],
    },
  ]
}

function read({ choices: [choice], usage }: OpenAI.Chat.ChatCompletion): Said {
  if (!choice) throw new Error('an answer without a choice')
  const { parsed: _, ...message } = choice.message as typeof choice.message & { readonly parsed?: unknown }
  const { reasoning_content: thoughts = '' } = message as { readonly reasoning_content?: string }
  return {
    text: message.content ?? '',
    finish: choice.finish_reason,
    calls: (message.tool_calls ?? []).flatMap(call =>
      call.type === 'function'
        ? [{ id: call.id, name: call.function.name, input: JSON.parse(call.function.arguments) as unknown }]
        : [],
    ),
    thoughts,
    sources: (message.annotations ?? []).map(({ url_citation: { url } }) => url),
    input: usage?.prompt_tokens ?? 0,
    output: usage?.completion_tokens ?? 0,
    cached: usage?.prompt_tokens_details?.cached_tokens ?? 0,
    thought: usage?.completion_tokens_details?.reasoning_tokens ?? 0,
    raw: message,
  }
}
