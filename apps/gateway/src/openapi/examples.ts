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

function sample(schema: JsonSchema, depth: number): unknown {
  const {
    type,
    properties,
    required,
    items,
    anyOf,
    default: standard,
    enum: words,
    const: only,
  } = schema as {
    readonly [key: string]: unknown
    readonly properties?: Readonly<Record<string, JsonSchema>>
    readonly required?: readonly string[]
    readonly items?: JsonSchema
    readonly anyOf?: readonly JsonSchema[]
    readonly enum?: readonly unknown[]
  }
  if (standard !== undefined) return standard
  if (only !== undefined) return only
  if (words) return words[0]
  if (anyOf?.[0]) return sample(anyOf[0], depth)
  if (type === 'string') return 'text'
  if (type === 'number' || type === 'integer') return 1
  if (type === 'boolean') return true
  if (type === 'array') return items && depth < deepest ? [sample(items, depth + 1)] : []
  const names = depth < deepest ? (required ?? []) : []
  return Object.fromEntries(names.map(name => [name, sample(properties?.[name] ?? {}, depth + 1)]))
}
