import type { Route } from '../routes/route.ts'
import { integer, text } from './parts.ts'

interface AskedHeader {
  readonly name: string
  readonly description: string
}

/** What requests may say by headers, by the names that the document knows them by. */
const asked = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    description:
      'A name of your own for what you want done, so that it is done once however often it is sent.',
  },
  RequestId: { name: 'x-request-id', description: 'A word of your own, which comes back with the answer.' },
  EndUser: { name: 'x-lucid-user', description: 'The end user on whose behalf the call is made.' },
  Tags: {
    name: 'x-lucid-tags',
    description: 'Labels for the record of the call, to add up by: `project=atlas, stage=test`.',
  },
  Channel: { name: 'x-lucid-channel', description: 'The channel in which a kind is looked up.' },
  Strict: { name: 'x-lucid-strict', description: '`1` refuses what would lose a part of the request.' },
  OwnKeys: {
    name: 'x-user-api-keys',
    description:
      'Keys of your own for vendors, as JSON by account or provider: `{"openai":"<key>"}`. `x-user-<name>-key` brings one.',
  },
  Prefer: {
    name: 'Prefer',
    description: '`wait=<seconds>` answers with the end where it comes by then; `respond-async` at once.',
  },
  WebhookUrl: { name: 'x-webhook-url', description: 'An address that is told of the end of the job.' },
  LastEventId: { name: 'Last-Event-ID', description: 'The last event that came: goes on behind it.' },
} as const satisfies Readonly<Record<string, AskedHeader>>

const answered = {
  RequestId: ['x-lucid-request-id', 'The id of the request, and of the call that it made.', text],
  Provider: ['x-lucid-provider', 'The plugin that served the call.', text],
  Model: ['x-lucid-model', 'The target that served the call: `account/model`.', text],
  CostUsd: ['x-lucid-cost-usd', 'What the call cost, as a decimal; absent where it is not known.', text],
  Receipt: ['x-lucid-receipt', '`relay`, or `decoded` and what translation did on the way.', text],
  TokenCertainty: ['x-lucid-usage', 'Whether the count is `known` or `estimated`.', text],
  RateLimit: ['RateLimit', 'How the limits stand that the call was counted by.', text],
  RateLimitPolicy: ['RateLimit-Policy', 'What those limits are.', text],
  RetryAfter: ['Retry-After', 'In how many seconds to come back.', integer],
  Replayed: ['Idempotent-Replayed', '`true` where the answer is that of an earlier request.', text],
  Location: ['Location', 'Where the job is.', text],
  PreferenceApplied: ['Preference-Applied', 'What of `Prefer` was followed.', text],
} as const satisfies Readonly<Record<string, readonly [string, string, object]>>

type Asked = keyof typeof asked
type Answered = keyof typeof answered

/** The headers as the document holds them, for operations to refer to. */
export const headerComponents = {
  parameters: Object.fromEntries(
    Object.entries(asked).map(([id, { name, description }]) => [
      id,
      { name, in: 'header', description, required: false, schema: text },
    ]),
  ),
  headers: Object.fromEntries(
    Object.entries(answered).map(([id, [, description, schema]]) => [id, { description, schema }]),
  ),
}

export function askedHeaders(route: Route, hasJobs: boolean): readonly object[] {
  return [...askedOf(route, hasJobs)].map(id => ({ $ref: `#/components/parameters/${id}` }))
}

/** The headers of an answer, by the names that they have on the wire. */
export function answeredHeaders(route: Route, hasJobs: boolean): object {
  return written(answeredOf(route, hasJobs))
}

export function errorHeaders(route: Route): object {
  const limited: readonly Answered[] = makesCall(route) ? ['RateLimit', 'RateLimitPolicy'] : []
  return written(['RequestId', 'RetryAfter', ...limited])
}

function written(ids: readonly Answered[]): object {
  return Object.fromEntries(ids.map(id => [answered[id][0], { $ref: `#/components/headers/${id}` }]))
}

function askedOf(route: Route, hasJobs: boolean): readonly Asked[] {
  if (route.access !== 'caller') return ['RequestId']
  const { body, method, media } = route
  const calls: readonly Asked[] = body ? ['EndUser', 'Tags', 'Channel', 'Strict', 'OwnKeys'] : []
  return [
    'RequestId',
    ...(body ? (['IdempotencyKey'] as const) : []),
    ...calls,
    ...(hasJobs || (method === 'GET' && route.answer === 'Job') ? (['Prefer'] as const) : []),
    ...(hasJobs && body ? (['WebhookUrl'] as const) : []),
    ...(media === 'events' ? (['LastEventId'] as const) : []),
  ]
}

function answeredOf(route: Route, hasJobs: boolean): readonly Answered[] {
  const counts = route.body?.of === 'vendor' && isCount(route.body.schema)
  return [
    'RequestId',
    ...(makesCall(route)
      ? (['Provider', 'Model', 'CostUsd', 'Receipt', 'RateLimit', 'RateLimitPolicy'] as const)
      : []),
    ...(counts ? (['Provider', 'Model', 'TokenCertainty'] as const) : []),
    ...(route.body && route.access === 'caller' ? (['Replayed'] as const) : []),
    ...(hasJobs ? (['Location', 'PreferenceApplied'] as const) : []),
  ]
}

function makesCall({ body }: Route): boolean {
  if (!body || body.of === 'admin' || body.of === 'explained') return false
  return body.of !== 'vendor' || !isCount(body.schema)
}

function isCount(schema: string): boolean {
  return schema.endsWith('-count')
}
