import type { Capability } from '@lucid-gateway/core'
import type { AdminBody } from '../admin/bodies.ts'
import { parametersOf } from '../routes/path-pattern.ts'
import type { Route } from '../routes/route.ts'
import { exampleOf } from './examples.ts'
import { callSchema, type JsonSchema, sessionSchema } from './request-schema.ts'
import { vendorSchemas } from './vendor-schemas.ts'

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: JsonSchema): object => ({ 'application/json': { schema } })

/** A route as OpenAPI describes it; `capability` is the one that its body is a request of. */
export async function operationOf(route: Route, capability?: Capability): Promise<object> {
  const parameters = capability && route.body?.of === 'any-capability' ? [] : parametersOf(route.path)
  return {
    summary: capability && route.body?.of === 'any-capability' ? capability.description : route.summary,
    operationId:
      `${route.method.toLowerCase()} ${route.path}${capability ? ` ${capability.id}` : ''}`.replace(
        /\W+/g,
        '_',
      ),
    tags: [tagOf(route)],
    security: securityOf(route),
    ...listed([...parameters.map(inPath), ...Object.entries(route.query ?? {}).map(inQuery)]),
    ...(await bodyOf(route, capability)),
    responses: {
      [statusOf(route)]: { description: 'OK', content: answerOf(route, capability) },
      default: {
        description: 'An error',
        content: json(ref(errorSchemas[route.dialect.id])),
      },
    },
  }
}

const errorSchemas: Readonly<Record<Route['dialect']['id'], string>> = {
  lucid: 'Error',
  openai: 'OpenAIError',
  anthropic: 'AnthropicError',
  gemini: 'GoogleError',
  generation: 'GenerationError',
}

function securityOf({ access }: Route): readonly object[] {
  if (access === 'open') return []
  const keys = [{ bearer: [] }, { apiKey: [] }, { googleKey: [] }]
  return access === 'caller' ? [...keys, {}] : keys
}

/** What an admin makes is answered as made. */
function statusOf({ body }: Route): number {
  return body?.of === 'admin' && body.schema.startsWith('new-') ? 201 : 200
}

function tagOf(route: Route): string {
  if (typeof route.access === 'object') return 'admin'
  return route.access === 'open' ? 'gateway' : route.dialect.id
}

function inPath(name: string): object {
  return { name, in: 'path', required: true, schema: { type: 'string' } }
}

function inQuery([name, description]: readonly [string, string]): object {
  return { name, in: 'query', description, schema: { type: 'string' } }
}

function listed(parameters: readonly object[]): object {
  return parameters.length > 0 ? { parameters } : {}
}

async function bodyOf({ body }: Route, capability: Capability | undefined): Promise<object> {
  if (body?.of === 'vendor') {
    const { docs, schema, example, form } = vendorSchemas[body.schema]
    return { externalDocs: { url: docs }, requestBody: required(schema, example, form) }
  }
  if (body?.of === 'explained') return { requestBody: required(ref('Explained'), explainedExample) }
  if (body?.of === 'admin') {
    const [{ adminBodies }, { toJSONSchema }] = await Promise.all([
      import('../admin/bodies.ts'),
      import('zod'),
    ])
    const { $schema: _, ...schema } = toJSONSchema(adminBodies[body.schema], { io: 'input' })
    return {
      requestBody: { ...required(schema, adminExamples[body.schema]), required: body.schema !== 'rotation' },
    }
  }
  if (!capability) return {}
  const schema = body?.of === 'session' ? await sessionSchema(capability) : await callSchema(capability)
  return { requestBody: required(schema, exampleOf(capability.id, schema)) }
}

const adminExamples: Readonly<Record<AdminBody, object>> = {
  'new-key': { name: 'website', kinds: ['chat.*'] },
  'key-change': { limits: { requests: 600, per: 'minute' }, budgets: [{ usd: 25, per: 'day' }] },
  rotation: { overlap_seconds: 3600 },
  'new-team': { id: 'research' },
  'team-change': { budgets: [{ usd: 400, per: 'month' }] },
  limit: { by: 'subject', requests: 30, per: 'minute' },
  budget: { by: 'subject', usd: 1, per: 'day' },
  'new-admin': { name: 'ana', role: 'member' },
}

const explainedExample = { path: '/v1/chat/completions', body: vendorSchemas['chat-completion'].example }

function required(schema: JsonSchema, example: unknown, form?: JsonSchema): object {
  const files = form ? { 'multipart/form-data': { schema: form } } : {}
  return { required: true, content: { 'application/json': { schema, example }, ...files } }
}

function answerOf(route: Route, capability: Capability | undefined): object {
  if (route.answer) return json(ref(route.answer))
  if (!capability) return json({})
  const events = capability.modes.includes('stream')
    ? { 'text/event-stream': { schema: { type: 'string' } } }
    : {}
  return route.body ? { ...json(ref('Answer')), ...events } : json({})
}
