import { type Capability, issuePath, LucidError, type RequestOf, type SchemaIssue } from '@lucid-gateway/core'
import type { Ask } from '../../calls/make-call.ts'
import { requireName } from '../../calls/asked-name.ts'
import { cut } from '../../http/cut.ts'
import type { JsonBody } from '../../http/json-body.ts'
import { requireFewValues } from './value-count.ts'

/** Reads a body of the lucid dialect: where to go, and the capability's own request, held to its schema. */
export async function readCall<C extends Capability>(body: JsonBody, capability: C): Promise<Ask<C>> {
  const { model, kind, channel, stream, ...rest } = body
  if (model !== undefined && kind !== undefined) {
    throw invalid('kind', 'Name a model or a kind, not both.', 'Leave one of them out.')
  }
  const streamed = stream === undefined ? false : boolean('stream', stream)
  if (streamed && !capability.modes.includes('stream')) {
    throw invalid('stream', `${capability.id} does not stream.`, 'Leave "stream" out.')
  }
  const target = nameIn('model', model) ?? nameIn('kind', kind)
  requireFewValues(rest)
  const checked = await capability.request['~standard'].validate(rest)
  if (checked.issues) throw refused(capability, checked.issues)
  const { user } = rest
  return {
    capability,
    target,
    channel: optionalText('channel', channel),
    request: checked.value as RequestOf<C>,
    stream: streamed,
    user: typeof user === 'string' ? user : undefined,
  }
}

function optionalText(param: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw invalid(param, `"${param}" must be a text.`, 'Send a non-empty string.')
}

function nameIn(param: string, value: unknown): string | undefined {
  const name = optionalText(param, value)
  if (name !== undefined) requireName(name, param)
  return name
}

function boolean(param: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw invalid(param, `"${param}" must be true or false.`, 'Send true or false, without quotes.')
}

function invalid(param: string, message: string, hint: string): LucidError {
  return new LucidError('invalid_request', message, { param, reason: 'invalid_field', hint })
}

const mostIssues = 20
const longestIssue = 300

function refused(capability: Capability, issues: readonly SchemaIssue[]): LucidError {
  const listed = issues
    .slice(0, mostIssues)
    .map(issue => ({ path: cut(issuePath(issue)), message: cut(issue.message, longestIssue) }))
  const [first] = listed
  return new LucidError(
    'invalid_request',
    first?.path ? `${first.path}: ${first.message}` : (first?.message ?? 'The request is not valid.'),
    {
      ...(first?.path ? { param: first.path } : {}),
      reason: 'invalid_field',
      hint: `The request of ${capability.id} is described in /openapi.json.`,
      details: { issues: listed },
    },
  )
}
