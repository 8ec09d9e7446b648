import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { templateOf } from '../routes/path-pattern.ts'
import { routes } from '../routes/table.ts'
import { testGateway, type TestGateway } from '../testing/test-gateway.ts'

interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: object }
}
interface Operation {
  readonly operationId: string
  readonly security: readonly object[]
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: Schema; readonly example: unknown } }
  }
}
interface Schema {
  readonly properties: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
}

let host: TestGateway
let document: Document
beforeAll(async () => {
  host = await testGateway()
  document = (await (await fetch(`${host.url}/openapi.json`)).json()) as Document
})
afterAll(() => host[Symbol.asyncDispose]())

const bodyOf = (path: string) => document.paths[path]?.['post']?.requestBody?.content['application/json']

const vendorPaths = [
  '/anthropic/v1/messages',
  '/anthropic/v1/messages/count_tokens',
  '/gemini/{version}/models/{model}:generateContent',
  '/gemini/{version}/models/{model}:streamGenerateContent',
  '/gemini/{version}/models/{model}:countTokens',
]

describe('/openapi.json', () => {
  it('describes every route but the pages', () => {
    const described = routes.filter(({ page, body }) => !page && body?.of !== 'any-capability')
    for (const { method, path } of described) {
      expect(document.paths[templateOf(path)]?.[method.toLowerCase()], path).toBeDefined()
    }
  })

  it("has a path for each capability that is served, a third party's too, with its schema", () => {
    expect(bodyOf('/v1/run/x-echo')?.schema.properties).toMatchObject({
      text: { type: 'string' },
      model: {},
      kind: {},
    })
    expect(bodyOf('/v1/run/x-echo')?.example).toEqual({ text: 'text' })
    expect(bodyOf('/v1/run/chat')?.schema.properties).toMatchObject({ messages: {}, stream: {} })
    expect(document.paths['/v1/run/image']).toBeUndefined()
  })

  it('has ids that are unique and references that lead somewhere', () => {
    const ids = Object.values(document.paths).flatMap(methods =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(new Set(ids).size).toBe(ids.length)
    const named = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      match => match[1] as string,
    )
    for (const name of named) expect(document.components.schemas).toHaveProperty(name)
  })

  it('gives examples that the gateway takes', async () => {
    for (const path of [
      '/v1/chat',
      '/v1/run/chat',
      '/v1/chat/completions',
      '/v1/run/x-echo',
      ...vendorPaths,
    ]) {
      const concrete = path.replace('{version}', 'v1beta').replace('{model}', 'scripted/echo')
      const answer = await host.post(concrete, bodyOf(path)?.example)
      expect(answer.status, path).toBe(200)
      await answer.text()
    }
  })
})

describe('the page to try it', () => {
  it('is served with a policy that lets nothing in from elsewhere, and needs nothing inline', async () => {
    const page = await fetch(`${host.url}/docs`)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    const html = await page.text()
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|https?:\/\//)
    for (const part of ['/docs/docs.js', '/docs/docs.css'])
      expect((await fetch(host.url + part)).status).toBe(200)
  })

  it('is where people who open the root are led; programs are told what this is', async () => {
    const people = await fetch(host.url, { headers: { accept: 'text/html,*/*' }, redirect: 'manual' })
    expect([people.status, people.headers.get('location')]).toEqual([302, '/docs'])
    expect(await (await fetch(host.url)).json()).toMatchObject({ name: 'lucid', docs: '/docs' })
  })
})
