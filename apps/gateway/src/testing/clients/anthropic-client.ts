import Anthropic from '@anthropic-ai/sdk'
import type { Question, Said, TestClient, TestTurn } from './test-client.ts'

/** https://platform.claude.com/docs/en/api/client-sdks; the SDK is pointed at the gateway by its base URL alone. */
export function anthropicClient(gateway: string, apiKey: string): TestClient {
  const sdk = new Anthropic({ apiKey, baseURL: `${gateway}/anthropic`, maxRetries: 0 })
  return {
    ask: async question => read(await sdk.messages.create(bodyOf(question))),
    stream: async question => read(await sdk.messages.stream(bodyOf(question)).finalMessage()),
    failureOf: thrown => {
      const { status } = thrown as { readonly status?: number }
      return { name: (thrown as Error).constructor.name, status }
    },
  }
}

function bodyOf(question: Question): Anthropic.MessageCreateParamsNonStreaming {
  const { model, system, turns, tools, schema, thinks } = question
  return {
    model,
    max_tokens: 4000,
    messages: turns.map(messageOf),
    ...(system === undefined ? {} : { system }),
    ...(tools
      ? {
          tools: tools.map(tool => ({ name: tool.name, input_schema: { type: 'object', ...tool.schema } })),
        }
      : {}),
    ...(schema ? { output_config: { format: { type: 'json_schema', schema: { ...schema } } } } : {}),
    ...(thinks ? { thinking: { type: 'adaptive', display: 'summarized' } } : {}),
  }
}

function messageOf(turn: TestTurn): Anthropic.MessageParam {
  if ('said' in turn) {
    const { content } = turn.said.raw as Anthropic.Message
    return { role: 'assistant', content: content as Anthropic.ContentBlockParam[] }
  }
  if ('results' in turn) {
    const results = turn.results.map(({ call, text }) => ({
      type: 'tool_result' as const,
      tool_use_id: call.id,
      content: text,
    }))
    return { role: 'user', content: results }
  }
  if (turn.png === undefined) return { role: 'user', content: turn.user }
  const source = { type: 'base64', media_type: 'image/png', data: turn.png } as const
  return {
    role: 'user',
    content: [
      { type: 'text', text: turn.user },
      { type: 'image', source },
    ],
  }
}

function read(message: Anthropic.Message): Said {
  const { content, usage } = message
  const texts = content.filter(block => block.type === 'text')
  const read = usage.cache_read_input_tokens ?? 0
  return {
    text: texts.map(block => block.text).join(''),
    finish: message.stop_reason ?? '',
    calls: content.flatMap(block =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
    ),
    thoughts: content.map(block => (block.type === 'thinking' ? block.thinking : '')).join(''),
    sources: texts.flatMap(({ citations }) =>
      (citations ?? []).flatMap(citation => ('url' in citation ? [citation.url] : [])),
    ),
    input: usage.input_tokens + read + (usage.cache_creation_input_tokens ?? 0),
    output: usage.output_tokens,
    cached: read,
    thought: usage.output_tokens_details?.thinking_tokens ?? 0,
    raw: message,
  }
}
