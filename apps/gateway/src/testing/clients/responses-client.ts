import OpenAI from 'openai'
import type { Question, Said, TestClient, TestTurn } from './test-client.ts'

type Item = OpenAI.Responses.ResponseInputItem

/** https://developers.openai.com/api/docs/guides/migrate-to-responses; nothing is kept, so all is handed back. */
export function responsesClient(gateway: string, apiKey: string): TestClient {
  const sdk = new OpenAI({ apiKey, baseURL: `${gateway}/v1`, maxRetries: 0 })
  return {
    ask: async question => read(await sdk.responses.create(bodyOf(question))),
    stream: async question => read(await sdk.responses.stream(bodyOf(question)).finalResponse()),
    failureOf: thrown => {
      const { status } = thrown as { readonly status?: number }
      return { name: (thrown as Error).constructor.name, status }
    },
  }
}

function bodyOf(question: Question): OpenAI.Responses.ResponseCreateParams & { stream?: never } {
  const { model, turns, system, tools, schema, thinks } = question
  return {
    model,
    input: turns.flatMap(itemsOf),
    store: false,
    include: ['reasoning.encrypted_content'],
    ...(system === undefined ? {} : { instructions: system }),
    ...(tools
      ? {
          tools: tools.map(tool => ({
            type: 'function',
            name: tool.name,
            strict: false,
            parameters: { type: 'object', ...tool.schema },
          })),
        }
      : {}),
    ...(schema
      ? { text: { format: { type: 'json_schema', name: 'answer', strict: true, schema: { ...schema } } } }
      : {}),
    ...(thinks ? { reasoning: { effort: 'low', summary: 'auto' } } : {}),
  }
}

function itemsOf(turn: TestTurn): readonly Item[] {
  if ('said' in turn) return turn.said.raw as readonly Item[]
  if ('results' in turn) {
    return turn.results.map(({ call, text }) => ({
      type: 'function_call_output',
      call_id: call.id,
      output: text,
    }))
  }
  if (turn.png === undefined) return [{ role: 'user', content: turn.user }]
  const image_url = `data:image/png;base64,${turn.png}`
  return [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: turn.user },
        { type: 'input_image', image_url, detail: 'auto' },
      ],
    },
  ]
}

/** The SDK's helpers add what they parsed. */
function asGiven(item: OpenAI.Responses.ResponseOutputItem): unknown {
  const { parsed_arguments: _, ...given } = item as typeof item & { readonly parsed_arguments?: unknown }
  return given
}

function read({ output, usage, incomplete_details: cut, status }: OpenAI.Responses.Response): Said {
  const texts = output.flatMap(item =>
    item.type === 'message' ? item.content.filter(part => part.type === 'output_text') : [],
  )
  return {
    text: texts.map(({ text }) => text).join(''),
    finish: cut?.reason ?? status ?? '',
    calls: output.flatMap(item =>
      item.type === 'function_call'
        ? [{ id: item.call_id, name: item.name, input: JSON.parse(item.arguments) as unknown }]
        : [],
    ),
    thoughts: output
      .flatMap(item => (item.type === 'reasoning' ? item.summary.map(({ text }) => text) : []))
      .join(''),
    sources: texts.flatMap(({ annotations }) =>
      annotations.flatMap(each => (each.type === 'url_citation' ? [each.url] : [])),
    ),
    input: usage?.input_tokens ?? 0,
    output: usage?.output_tokens ?? 0,
    cached: usage?.input_tokens_details.cached_tokens ?? 0,
    thought: usage?.output_tokens_details.reasoning_tokens ?? 0,
    raw: output.map(asGiven),
  }
}
