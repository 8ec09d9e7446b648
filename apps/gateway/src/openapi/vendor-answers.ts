import { list, number, text } from './parts.ts'

const open = { type: 'object', additionalProperties: true } as const
const items = list(open)

/** The heads of vendors' answers. Their own pages say the rest, which comes as it came. */
function head(properties: Readonly<Record<string, object>>): object {
  return { ...open, required: Object.keys(properties), properties }
}

const listOf = { object: { const: 'list' }, data: items }

export const vendorAnswers = {
  ChatCompletion: head({ id: text, object: { const: 'chat.completion' }, choices: items }),
  Response: head({ id: text, object: { const: 'response' }, output: items }),
  ResponseDeleted: head({ id: text, object: text, deleted: { const: true } }),
  ResponseItems: head(listOf),
  ResponseCount: head({ object: text, input_tokens: number }),
  Message: head({ id: text, type: { const: 'message' }, role: text, content: items, model: text }),
  MessageCount: head({ input_tokens: number }),
  AnthropicModel: head({ id: text, type: { const: 'model' }, display_name: text }),
  AnthropicModels: head({ data: items, has_more: { type: 'boolean' } }),
  Content: head({ candidates: items }),
  ContentCount: head({ totalTokens: number }),
  ContentEmbedding: head({ embedding: open }),
  ContentEmbeddings: head({ embeddings: items }),
  GoogleModel: head({ name: text }),
  GoogleModels: head({ models: items }),
  Embeddings: head(listOf),
  Moderation: head({ id: text, results: items }),
  Pictures: head({ created: number, data: items }),
}
