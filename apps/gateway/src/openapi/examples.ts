import type { JsonSchema } from './request-schema.ts'

const known: Readonly<Record<string, object>> = {
  chat: { messages: [{ role: 'user', content: 'Tell me a short story about a lighthouse.' }], stream: true },
  image: { prompt: 'A lighthouse at dusk' },
  video: { prompt: 'Waves on a beach', seconds: 4 },
  music: { prompt: 'Slow piano in the rain', seconds: 5 },
  speech: { text: 'Hello from Lucid.' },
  transcription: { audio: { mediaType: 'audio/wav', data: { kind: 'base64', base64: '' } } },
  embedding: { inputs: ['A cat on a mat', 'A dog in the fog'] },
  rerank: { query: 'Which animal barks?', documents: ['A cat on a mat', 'A dog in the fog'] },
  moderation: { inputs: ['A kind word.'] },
  voices: { action: 'list' },
}

/** A body to begin with: of Lucid's own capabilities by hand, of others by what their schema requires. */
export function exampleOf(capability: string, schema: JsonSchema): unknown {
  return known[capability] ?? sample(schema, 0)
}

const deepest = 5
const texts: Readonly<Record<string, string>> = { uri: 'https://example.com', base64: 'aGVsbG8=' }

function sample(schema: JsonSchema, depth: number): unknown {
  const {
    type,
    properties,
    required,
    items,
    anyOf,
    oneOf = anyOf,
    examples,
    minimum = 1,
    format = '',
    default: standard,
    enum: words,
    const: only,
  } = schema as {
    readonly [key: string]: unknown
    readonly properties?: Readonly<Record<string, JsonSchema>>
    readonly required?: readonly string[]
    readonly items?: JsonSchema
    readonly anyOf?: readonly JsonSchema[]
    readonly oneOf?: readonly JsonSchema[]
    readonly examples?: readonly unknown[]
    readonly minimum?: number
    readonly format?: string
    readonly enum?: readonly unknown[]
  }
  if (examples?.[0] !== undefined) return examples[0]
  if (standard !== undefined) return standard
  if (only !== undefined) return only
  if (words) return words[0]
  if (oneOf?.[0]) return sample(oneOf[0], depth)
  if (type === 'string') return texts[format] ?? 'text'
  if (type === 'number' || type === 'integer') return Math.max(minimum, 1)
  if (type === 'boolean') return true
  if (type === 'array') return items && depth < deepest ? [sample(items, depth + 1)] : []
  const names = depth < deepest ? (required ?? []) : []
  return Object.fromEntries(names.map(name => [name, sample(properties?.[name] ?? {}, depth + 1)]))
}
