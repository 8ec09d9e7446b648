import { type Capability, LucidError, type RequestOf, type SchemaIssue } from '@lucid-gateway/core'
import type { Ask } from '../../calls/make-call.ts'
import { requireName } from '../../calls/asked-name.ts'
import type { JsonBody } from '../../http/json-body.ts'
import { describeValue } from '../../wording/describe-value.ts'
import { invalidField } from '../../wording/invalid-field.ts'
import { issueWords, sentenceOf } from '../../wording/issue-words.ts'
import { requireFewValues } from './value-count.ts'

/** Reads a body of the lucid dialect: where to go, and the capability's own request, held to its schema. */
export async function readCall<C extends Capability>(body: JsonBody, capability: C): Promise<Ask<C>> {
  const { model, kind, channel, stream, ...rest } = body
  if (model !== undefined && kind !== undefined) {
    throw invalidField('kind', 'stands beside "model"', 'Name a model or a kind: leave one of them out.')
  }
  const streamed = stream === undefined ? false : boolean('stream', stream)
  if (streamed && !capability.modes.includes('stream')) {
    throw invalidField('stream', `is not for ${capability.id}, which does not stream`, 'Leave "stream" out.')
  }
  const target = nameIn('model', model) ?? nameIn('kind', kind)
  requireFewValues(rest)
  const checked = await capability.request['~standard'].validate(rest)
  if (checked.issues) throw await refused(capability, checked.issues, rest)
  const { user } = rest
  return {
    capability,
    target,
    channel: optionalText('channel', channel),
    request: checked.value as RequestOf<C>,
    stream: streamed,
    ...(capability.modes.includes('job') ? { media: 'inline' } : {}),
    user: typeof user === 'string' ? user : undefined,
  }
}

function optionalText(param: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw invalidField(
    param,
    `must be a name, but is ${describeValue(value)}`,
    param === 'channel' ? 'Name a channel, or leave it out.' : 'GET /v1/models lists the names of models.',
  )
}

function nameIn(param: string, value: unknown): string | undefined {
  const name = optionalText(param, value)
  if (name !== undefined) requireName(name, param)
  return name
}

function boolean(param: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw invalidField(
    param,
    `must be true or false, but is ${describeValue(value)}`,
    'Send true or false, without quotes.',
  )
}

const mostIssues = 20

async function refused(
  capability: Capability,
  issues: readonly SchemaIssue[],
  body: JsonBody,
): Promise<LucidError> {
  const { properties, example } = await describedCall(capability)
  const unknownFirst = issues.toSorted((a, b) => Number('keys' in b) - Number('keys' in a))
  const listed = unknownFirst.slice(0, mostIssues).map(issue => issueWords(issue, body, properties))
  const [first] = listed
  return new LucidError(
    'invalid_request',
    first ? sentenceOf(first, 'The request') : 'The request is not valid.',
    {
      ...(first?.path ? { param: first.path } : {}),
      reason: 'invalid_field',
      hint: `A request of ${capability.id} is such as ${example}; /openapi.json describes it.`,
      details: { issues: listed.map(({ path, rule }) => ({ path, message: rule })) },
    },
  )
}

interface DescribedCall {
  readonly properties: readonly string[]
  readonly example: string
}

const described = new WeakMap<Capability, Promise<DescribedCall>>()

/** What there is to say of a good request; found out where one was bad. */
function describedCall(capability: Capability): Promise<DescribedCall> {
  let found = described.get(capability)
  if (!found) described.set(capability, (found = describe(capability)))
  return found
}

async function describe(capability: Capability): Promise<DescribedCall> {
  const [{ callSchema }, { exampleOf }] = await Promise.all([
    import('../../openapi/request-schema.ts'),
    import('../../openapi/examples.ts'),
  ])
  const schema = await callSchema(capability)
  return {
    properties: Object.keys((schema['properties'] ?? {}) as object),
    example: JSON.stringify(exampleOf(capability.id, schema)),
  }
}
