import { builtInCapabilities, type Capability } from '@lucid-gateway/core'
import { templateOf } from '../routes/path-pattern.ts'
import type { Route } from '../routes/route.ts'
import { operationOf } from './operation.ts'

export interface DocumentFacts {
  readonly version: string
  readonly capabilities: readonly Capability[]
  readonly publicUrl?: string
}

/** The gateway's API as OpenAPI 3.1, made from the same table as its routes; one path for each capability served. */
export async function openapiDocument(routes: readonly Route[], facts: DocumentFacts): Promise<object> {
  const paths: Record<string, Record<string, object>> = {}
  const add = async (path: string, route: Route, capability?: Capability): Promise<void> => {
    ;(paths[path] ??= {})[route.method.toLowerCase()] = await operationOf(route, capability)
  }
  for (const route of routes.filter(({ page }) => !page)) {
    const path = templateOf(route.path)
    if (route.body?.of === 'any-capability') {
      for (const capability of facts.capabilities) {
        await add(path.replace('{capability}', capability.id), route, capability)
      }
    } else
      await add(
        path,
        route,
        route.body?.of === 'capability' ? capabilityNamed(route.body.id, facts) : undefined,
      )
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Lucid', version: facts.version, description: 'One gateway to every AI model.' },
    servers: [{ url: facts.publicUrl ?? '/' }],
    paths,
    components: { securitySchemes, schemas },
  }
}

function capabilityNamed(id: string, { capabilities }: DocumentFacts): Capability | undefined {
  const all: readonly { readonly id: string }[] = [...capabilities, ...builtInCapabilities]
  return all.find(capability => capability.id === id) as Capability | undefined
}

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
  googleKey: { type: 'apiKey', in: 'header', name: 'x-goog-api-key' },
}

const text = { type: 'string' }
const number = { type: 'number' }
const schemas = {
  Answer: {
    type: 'object',
    required: ['provider', 'model', 'result', 'metadata'],
    properties: {
      provider: { type: ['string', 'null'], description: 'The plugin that served it.' },
      model: { type: ['string', 'null'] },
      result: { type: 'object', description: "The capability's result." },
      metadata: { $ref: '#/components/schemas/Metadata' },
    },
  },
  Metadata: {
    type: 'object',
    description: 'What is not known is null, never 0.',
    properties: {
      request_id: text,
      latency_ms: number,
      tokens_used: { type: ['number', 'null'] },
      cost_usd: { type: ['number', 'null'] },
      account: { type: ['string', 'null'] },
      channel: text,
      attempts: number,
      warnings: { type: 'array', items: { type: 'object' } },
      receipt: { type: 'object', description: 'How it was served, and what translation did on the way.' },
    },
  },
  Error: {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message', 'request_id'],
        properties: {
          code: text,
          message: text,
          param: { ...text, description: 'The field at fault.' },
          reason: { ...text, description: 'A finer, stable word within the code.' },
          hint: { ...text, description: 'What to do about it.' },
          details: { type: 'object' },
          origin: { enum: ['caller', 'gateway', 'provider'] },
          request_id: text,
        },
      },
    },
  },
  OpenAIError: {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: {
          message: text,
          type: { type: ['string', 'null'] },
          param: { type: ['string', 'null'] },
          code: { type: ['string', 'null'] },
        },
      },
    },
  },
  AnthropicError: {
    type: 'object',
    properties: {
      type: { const: 'error' },
      error: {
        type: 'object',
        properties: { type: text, message: text, details: { type: 'object' } },
      },
      request_id: text,
    },
  },
  GoogleError: {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: {
          code: number,
          message: text,
          status: text,
          details: { type: 'array', items: { type: 'object' } },
        },
      },
    },
  },
}
