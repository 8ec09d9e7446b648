import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessMatrix } from '../routes/access-matrix.ts'
import { templateOf } from '../routes/path-pattern.ts'
import { routes } from '../routes/table.ts'
import { AnswerSchemas, type Described } from '../testing/answer-schemas.ts'
import { testGateway, type TestGateway } from '../testing/test-gateway.ts'

let host: TestGateway
let document: Described
let schemas: AnswerSchemas
beforeAll(async () => {
  host = await testGateway()
  document = (await (await fetch(`${host.url}/openapi.json`)).json()) as Described
  schemas = new AnswerSchemas(document)
})
afterAll(() => host[Symbol.asyncDispose]())

const described = routes.filter(({ page, body }) => !page && body?.of !== 'any-capability')

describe('the description', () => {
  it('is OpenAPI 3.1, and its references lead somewhere', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate({ ...structuredClone(document) })
    expect([valid, errors]).toEqual([true, undefined])
    expect(validator.version).toBe('3.1')
    expect(JSON.stringify(document)).not.toContain('#/$defs/')
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(match => match[1] ?? '')
    for (const ref of new Set(refs)) {
      const found = ref
        .split('/')
        .reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], document)
      expect(found, ref).toBeDefined()
    }
  })

  it('says of each route who may call it, and holds nobody to a key who needs none', () => {
    for (const { method, path, access } of accessMatrix(described))
      expect(schemas.operation(method, path)['x-lucid-access'], path).toBe(access)
  })

  it.each(described.map(route => [`${route.method} ${templateOf(route.path)}`, route] as const))(
    '%s has a schema for its body, its answer and its errors',
    (_line, route) => {
      const operation = schemas.operation(route.method, templateOf(route.path))
      if (route.body) expect(operation.requestBody?.content['application/json']?.schema).toBeTruthy()
      const statuses = Object.entries(operation.responses)
      expect(statuses.some(([status]) => /^2/.test(status))).toBe(true)
      for (const [status, { content, headers }] of statuses) {
        if (status === '204') continue
        expect(headers, status).toHaveProperty('x-lucid-request-id')
        for (const { schema = {} } of Object.values(content ?? {}))
          expect(Object.keys(schema).length, status).toBeGreaterThan(0)
      }
      expect(operation.responses['default']?.content?.['application/json']).toBeTruthy()
    },
  )

  it('tells of the headers by which calls are kept apart, repeated and limited', () => {
    const chat = schemas.operation('POST', '/v1/chat')
    expect(chat.parameters.map(({ $ref = '' }) => $ref.split('/').at(-1))).toEqual(
      expect.arrayContaining(['IdempotencyKey', 'EndUser', 'Tags', 'Channel', 'Strict', 'OwnKeys']),
    )
    expect(Object.keys(chat.responses['200']?.headers ?? {})).toEqual(
      expect.arrayContaining(['x-lucid-cost-usd', 'RateLimit', 'RateLimit-Policy', 'Idempotent-Replayed']),
    )
    expect(Object.keys(chat.responses['default']?.headers ?? {})).toContain('Retry-After')
  })
})
