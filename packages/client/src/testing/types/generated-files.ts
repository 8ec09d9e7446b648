import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startGateway } from '@lucid-gateway/gateway'
import demo from '@lucid-gateway/provider-demo'
import { commentOf, type JsonSchema, TypeWriter } from './type-of.ts'

interface Operation {
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters: readonly {
    readonly name?: string
    readonly in?: string
    readonly description?: string
  }[]
  readonly requestBody?: { readonly content: Content; readonly required?: boolean }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

/** The bodies that have names of their own; others are named by their path. */
const bodyNames: Readonly<Record<string, string>> = {
  'POST /v1/chat': 'ChatRequest',
  'POST /v1/images': 'ImageRequest',
  'POST /admin/v1/keys': 'NewKey',
  'POST /admin/v1/keys/{id}/rotate': 'KeyRotation',
  'POST /admin/v1/teams': 'NewTeam',
  'POST /admin/v1/admins': 'NewAdmin',
  'POST /admin/v1/admins/{id}/rotate': 'AdminRotation',
  'PATCH /admin/v1/keys/{id}': 'KeyChange',
  'PATCH /admin/v1/teams/{id}': 'TeamChange',
  'PUT /admin/v1/limits/{id}': 'LimitOfMany',
  'PUT /admin/v1/budgets/{id}': 'BudgetOfMany',
}

type Named = readonly [string, JsonSchema]

/** What models make, and the events of streams, which no operation names. */
const contents = ['ChatEvent', 'StreamEnd', 'ChatResult', 'ImageResult']

/** What streams of the rest hold. */
const besides = ['Answer', 'Error', 'JobEvent']

/** The files of `src/generated` as they should be, by name. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const document = await describedByGateway()
  const writer = new TypeWriter(document.components.schemas)
  const told = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
      ),
    )
    .filter(([line, { tags }]) => isOwn(line, tags))
  const requests = told.flatMap(([line, { requestBody }]) => {
    const schema = requestBody?.content['application/json']?.schema
    return schema && !schema['$ref'] ? ([[nameOf(line), schema]] as const) : []
  })
  const operations = told.map(([line, operation]) => operationOf(line, operation, writer)).join('\n')
  const schemas = reachable(document, JSON.stringify(told), [...besides, ...contents])
  const groups = grouped(document, schemas, told)
  const files = {
    ...Object.fromEntries([...groups].map(([file, group]) => [file, withImports(group, groups, writer)])),
    'schemas.ts': [...groups.keys()].map(file => `export type * from './${file}'`).join('\n'),
    'requests.ts': withImports(requests, groups, writer),
    'operations.ts': `import type * as Requests from './requests.ts'\nimport type * as Schemas from './schemas.ts'\n\n/** What of the gateway can be asked for, by method and path. */\nexport interface Operations {\n${operations}\n}\n`,
  }
  const written = Object.entries(files).map(async ([name, text]) => [name, await formatted(text)] as const)
  return new Map(await Promise.all(written))
}

async function describedByGateway(): Promise<Document> {
  const gateway = await startGateway({
    port: 0,
    plugins: [demo],
    config: { plugins: [] },
    env: {},
    logLevel: 'silent',
  })
  try {
    return (await (await fetch(`${gateway.url}/openapi.json`)).json()) as Document
  } finally {
    await gateway.close({ drainMs: 0 })
  }
}

/** Lucid's own; `/v1/run` is there for capabilities of any kind, which have no types here. */
function isOwn(line: string, [tag = '']: readonly string[]): boolean {
  return (tag === 'lucid' || tag === 'admin' || / \/v1\/models/.test(line)) && !line.includes('/v1/run/')
}

function nameOf(line: string): string {
  const words = line.toLowerCase().split(/\W+/).filter(Boolean)
  return bodyNames[line] ?? words.map(word => word[0]?.toUpperCase() + word.slice(1)).join('')
}

function operationOf(
  line: string,
  { summary, parameters, requestBody, responses }: Operation,
  writer: TypeWriter,
): string {
  const query = parameters.filter(one => one.in === 'query')
  const body = requestBody?.content['application/json']?.schema
  const [answer] = Object.entries(responses).flatMap(([status, { content }]) => {
    const schema = content?.['application/json']?.schema
    return status.startsWith('2') && schema ? [schema] : []
  })
  const fields = [
    parameters.some(one => one.in === 'path') ? `readonly path: ${pathOf(parameters)}` : '',
    query.length > 0 ? `readonly query?: ${queryOf(query)}` : '',
    body ? `readonly body${requestBody.required === false ? '?' : ''}: ${bodyType(line, body, writer)}` : '',
    answer ? `readonly answer: Schemas.${writer.typeOf(answer)}` : '',
  ]
  return `/** ${summary} */\n'${line}': {\n${fields.filter(Boolean).join('\n')}\n}`
}

function bodyType(line: string, body: JsonSchema, writer: TypeWriter): string {
  return body['$ref'] === undefined ? `Requests.${nameOf(line)}` : `Schemas.${writer.typeOf(body)}`
}

function pathOf(parameters: Operation['parameters']): string {
  const names = parameters.filter(one => one.in === 'path').map(({ name }) => `readonly ${name}: string`)
  return `{ ${names.join('; ')} }`
}

function queryOf(query: Operation['parameters']): string {
  const fields = query.map(
    ({ name, description = '' }) => `${commentOf({ description })}readonly ${name}?: string | number`,
  )
  return `{\n${fields.join('\n')}\nreadonly [name: string]: string | number | undefined\n}`
}

/** The schemas that a text leads to, or that are named, and those that they lead to. */
function reachable(document: Document, text: string, names: readonly string[] = []): readonly Named[] {
  const found = new Set<string>()
  const visit = (within: string): void => {
    for (const [, name = ''] of within.matchAll(/"#\/components\/schemas\/(\w+)"/g)) add(name)
  }
  const add = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    visit(JSON.stringify(document.components.schemas[name]) ?? '')
  }
  visit(text)
  for (const name of names) add(name)
  return Object.entries(document.components.schemas).filter(([name]) => found.has(name))
}

/** By file: what models make, what admins are answered, and the rest. */
function grouped(
  document: Document,
  all: readonly Named[],
  told: readonly (readonly [string, Operation])[],
): ReadonlyMap<string, readonly Named[]> {
  const namesOf = (named: readonly Named[]): ReadonlySet<string> => new Set(named.map(([name]) => name))
  const content = namesOf(reachable(document, '', contents))
  const ofCallers = told.filter(([line]) => !line.includes('/admin/'))
  const callers = namesOf(reachable(document, JSON.stringify(ofCallers), besides))
  const isIn = (file: string, name: string): boolean =>
    file === (content.has(name) ? 'content.ts' : callers.has(name) ? 'answers.ts' : 'admin.ts')
  const files = ['content.ts', 'answers.ts', 'admin.ts']
  return new Map(files.map(file => [file, all.filter(([name]) => isIn(file, name))]))
}

/** The declarations of a file, and what it takes from the others. */
function withImports(
  within: readonly Named[],
  groups: ReadonlyMap<string, readonly Named[]>,
  writer: TypeWriter,
): string {
  const text = within.map(([name, schema]) => writer.declaration(name, schema)).join('\n\n')
  const own = new Set(within.map(([name]) => name))
  const lines = [...groups].flatMap(([file, group]) => {
    const names = group
      .map(([name]) => name)
      .filter(name => !own.has(name) && new RegExp(`[:|(&=<]\\s*${name}\\b`).test(text))
    return names.length > 0 ? [`import type { ${names.join(', ')} } from './${file}'`] : []
  })
  return lines.length > 0 ? `${lines.join('\n')}\n\n${text}` : text
}

const root = fileURLToPath(new URL('../../../../../', import.meta.url))

/** As `pnpm format` would have it. */
function formatted(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = ['--stdin-filepath', 'packages/client/src/generated/file.ts']
    const child = execFile(`${root}node_modules/.bin/oxfmt`, args, { cwd: root }, (error, out) =>
      error ? reject(error) : resolve(out),
    )
    child.stdin?.end(`// Written by \`pnpm client-types\`; not by hand.\n\n${text}`)
  })
}
