import { LucidError } from '@lucid-gateway/core'
import { z } from 'zod'
import { hasBody } from '../http/content-type.ts'
import type { Exchange } from '../http/exchange.ts'
import { readJson } from '../http/read-json.ts'
import { issueWords, sentenceOf } from '../wording/issue-words.ts'
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
  const issues = read.error.issues.map(issue => issueWords(issue, body, at => fieldsAt(schema, at)))
  const [first = { path: '', rule: 'is not valid' }] = issues
  const fields = fieldsAt(schema, read.error.issues[0]?.path ?? [])
  throw new LucidError('invalid_request', sentenceOf(first, 'The body'), {
    ...(first.path === '' ? {} : { param: first.path }),
    reason: 'invalid_field',
    hint: `${fields.length > 0 ? `It may hold ${fields.join(', ')}; ` : ''}/openapi.json describes ${fields.length > 0 ? 'it' : 'the body'}.`,
    details: { issues: issues.map(({ path, rule }) => ({ path, message: rule })) },
  })
}

/** The names of the fields that an object of the body may have; none where something else stands. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const here = plain(schema)
  const [step, ...rest] = path
  if (here instanceof z.ZodArray) return step === undefined ? [] : fieldsAt(here.element, rest)
  if (!(here instanceof z.ZodObject)) return []
  if (step === undefined) return Object.keys(here.shape)
  const field = (here.shape as Readonly<Record<PropertyKey, z.core.$ZodType | undefined>>)[step]
  return field === undefined ? [] : fieldsAt(field, rest)
}

/** Without what only says that it may be left out, or null. */
function plain(schema: z.core.$ZodType): z.core.$ZodType {
  return wrappers.some(wrapper => schema instanceof wrapper)
    ? plain((schema as z.ZodOptional).unwrap())
    : schema
}

const wrappers = [z.ZodOptional, z.ZodExactOptional, z.ZodNullable, z.ZodDefault]
