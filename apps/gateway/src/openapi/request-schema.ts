import type { Capability, LazySchema, StandardSchema } from '@lucid-gateway/core'

export type JsonSchema = Readonly<Record<string, unknown>>

const anything: JsonSchema = { type: 'object', additionalProperties: true }

/** The JSON Schema of a capability's request, where its schema library can give it. */
async function requestSchema({ request }: Capability): Promise<JsonSchema> {
  const schema = isLazy(request) ? await request.ready() : request
  try {
    const { $schema: _, ...described } = (schema['~standard'].jsonSchema?.input({
      target: 'draft-2020-12',
    }) ?? anything) as JsonSchema
    return described
  } catch {
    return anything
  }
}

function isLazy(schema: StandardSchema): schema is LazySchema {
  return 'ready' in schema
}

const model = { type: 'string', description: 'A model as GET /v1/models lists it: `account/model`.' }
const kind = { type: 'string', description: 'A kind, such as `chat.default`, instead of a model.' }
const channel = {
  type: 'string',
  description: 'The channel in which the kind is looked up; `stable` unless said.',
}
const stream = { type: 'boolean', description: 'Answer with server-sent events.' }

/** The body of a call in the lucid dialect: where to go, beside the capability's own request. */
export async function callSchema(capability: Capability): Promise<JsonSchema> {
  const request = await requestSchema(capability)
  const where = { model, kind, channel, ...(capability.modes.includes('stream') ? { stream } : {}) }
  if (request['type'] === 'object') {
    return { ...request, properties: { ...where, ...(request['properties'] as object | undefined) } }
  }
  return { allOf: [{ type: 'object', properties: where }, withoutStrictness(request)] }
}

const session = {
  providerId: { type: 'string', description: 'An account or provider; the usual one unless said.' },
  modelId: { type: 'string', description: "A model in the provider's own words; its usual one unless said." },
  sessionId: { type: 'string', description: 'What you call the session; made up unless said.' },
}

/** The body of a call in the generation dialect: the same, and what else names whom to ask. */
export async function sessionSchema(capability: Capability): Promise<JsonSchema> {
  const schema = await callSchema(capability)
  const { stream: _, ...properties } = (schema['properties'] ?? {}) as Readonly<Record<string, unknown>>
  return { ...schema, properties: { ...session, ...properties } }
}

/** Beside `where`, the request's own schema must not refuse what it does not know. */
function withoutStrictness(schema: unknown): JsonSchema {
  const copy: Record<string, unknown> = { ...(schema as JsonSchema) }
  delete copy['additionalProperties']
  for (const word of ['anyOf', 'oneOf', 'allOf']) {
    const inner = copy[word]
    if (Array.isArray(inner)) copy[word] = inner.map(withoutStrictness)
  }
  return copy
}
