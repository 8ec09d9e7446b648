import { LucidError } from '@lucid-gateway/core'
import { hasBody } from '../http/content-type.ts'
import type { Exchange } from '../http/exchange.ts'
import { readJson } from '../http/read-json.ts'
import { issueWords } from '../wording/issue-words.ts'
import { type AdminBody, adminBodies, type BodyOf } from './bodies.ts'

/** The body of an admin's request, held to its schema. One of which nothing is required may be left out. */
export async function readAdminBody<Name extends AdminBody>(
  exchange: Exchange,
  name: Name,
): Promise<BodyOf<Name>> {
  const schema = adminBodies[name]
  const body = hasBody(exchange.request) ? (await readJson(exchange)).body : {}
  const read = schema.safeParse(body)
  if (read.success) return read.data as BodyOf<Name>
  const issues = read.error.issues.map(issue => issueWords(issue, body, Object.keys(schema.shape)))
  const [{ path, rule } = { path: '', rule: 'is not valid' }] = issues
  throw new LucidError('invalid_request', path === '' ? `The body ${rule}.` : `"${path}" ${rule}.`, {
    ...(path === '' ? {} : { param: path }),
    reason: 'invalid_field',
    hint: `It may hold ${Object.keys(schema.shape).join(', ')}; /openapi.json describes it.`,
    details: { issues: issues.map(issue => ({ path: issue.path, message: issue.rule })) },
  })
}
