import type { Capability } from '@lucid-gateway/core'
import type { AdminBody } from '../admin/bodies.ts'
import { parametersOf } from '../routes/path-pattern.ts'
import type { Route } from '../routes/route.ts'
import { exampleOf } from './examples.ts'
import { answeredHeaders, askedHeaders, errorHeaders } from './headers.ts'
import { hoist } from './hoist.ts'
import { callSchema, type JsonSchema, sessionSchema } from './request-schema.ts'
import { vendorSchemas } from './vendor-schemas.ts'

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: JsonSchema): object => ({ 'application/json': { schema } })

/**
 * A route as OpenAPI describes it; `capability` is the one that its body is a request of. Schemas that are too good for
 * one place go into `components`.
 */
export async function operationOf(
  route: Route,
  components: Record<string, object>,
  capability?: Capability,
): Promise<object> {
  const parameters = capability && route.body?.of === 'any-capability' ? [] : parametersOf(route.path)
  const hasJobs = startsJobs(route, capability)
  return {
    summary: capability && route.body?.of === 'any-capability' ? capability.description : route.summary,
    operationId:
      `${route.method.toLowerCase()} ${route.path}${capability ? ` ${capability.id}` : ''}`.replace(
        /\W+/g,
        '_',
      ),
    tags: [tagOf(route)],
    security: securityOf(route),
    'x-lucid-access': typeof route.access === 'string' ? route.access : route.access.role,
    parameters: [
      ...parameters.map(inPath),
      ...Object.entries(route.query ?? {}).map(inQuery),
      ...askedHeaders(route, hasJobs),
    ],
    ...(await bodyOf(route, components, capability)),
    responses: {
      ...answersOf(route, hasJobs, capability),
      default: {
        description: 'An error',
        headers: errorHeaders(route),
        content: json(ref(errorSchemas[route.dialect.id])),
      },
    },
  }
}

function startsJobs({ body }: Route, capability: Capability | undefined): boolean {
  if (!body || body.of === 'vendor') return false
  return capability?.modes.includes('job') ?? false
}

function answersOf(route: Route, hasJobs: boolean, capability: Capability | undefined): object {
  const headers = answeredHeaders(route, hasJobs)
  const whole = { description: 'OK', headers, content: answerOf(route, capability) }
  if (route.media === 'events')
    return { 200: whole, 204: { description: 'There is nothing more to come.', headers } }
  if (!hasJobs) return { [statusOf(route)]: whole }
  const job = route.answer ?? 'Job'
  return { 200: whole, 202: { description: 'It is under way.', headers, content: json(ref(job)) } }
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

async function bodyOf(
  route: Route,
  components: Record<string, object>,
  capability: Capability | undefined,
): Promise<object> {
  const { body } = route
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
      requestBody: {
        ...required(schema, adminExamples[body.schema]),
        required: !optionalBodies.includes(body.schema),
      },
    }
  }
  if (!capability) return {}
  const whole = await wholeSchema(route, capability)
  const schema = hoist(whole, capability.id, components)
  return { requestBody: required(schema, exampleOf(capability.id, schema)) }
}

const optionalBodies: readonly AdminBody[] = ['rotation', 'reprice']
/** What a job is asked by has no word for a stream. */
async function wholeSchema({ body, answer }: Route, capability: Capability): Promise<JsonSchema> {
  if (body?.of === 'session') return sessionSchema(capability)
  const schema = await callSchema(capability)
  if (answer !== 'Job') return schema
  const { stream: _, ...properties } = schema['properties'] as Readonly<Record<string, unknown>>
  return { ...schema, properties }
}

const adminExamples: Readonly<Record<AdminBody, object>> = {
  'new-key': { name: 'website', kinds: ['chat.*'] },
  'key-change': { limits: { requests: 600, per: 'minute' }, budgets: [{ usd: 25, per: 'day' }] },
  rotation: { overlap_seconds: 3600 },
  'new-team': { id: 'research' },
  reprice: { from: '2026-11-01', dry_run: true },
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

const events = { 'text/event-stream': { schema: { type: 'string' } } }
const file = { '*/*': { schema: { type: 'string', contentEncoding: 'binary' } } }

function answerOf(route: Route, capability: Capability | undefined): object {
  if (route.media) return route.media === 'events' ? events : file
  const { body } = route
  if (body?.of === 'vendor') {
    const { answer, schema } = vendorSchemas[body.schema]
    const streams = 'stream' in ((schema['properties'] ?? {}) as object) || /:stream/.test(route.path)
    return { ...json(ref(answer)), ...(streams ? events : {}) }
  }
  const own = route.answer ?? (capability ? answers[capability.id] : undefined) ?? 'Answer'
  const streams = route.answer === undefined && capability?.modes.includes('stream')
  return { ...json(ref(own)), ...(streams ? events : {}) }
}

/** Capabilities whose result has a schema of its own. */
const answers: Readonly<Record<string, string>> = { chat: 'ChatAnswer', image: 'ImageAnswer' }
