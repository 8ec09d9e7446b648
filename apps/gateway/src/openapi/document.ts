import { builtInCapabilities, type Capability } from '@lucid-gateway/core'
import { templateOf } from '../routes/path-pattern.ts'
import type { Route } from '../routes/route.ts'
import { headerComponents } from './headers.ts'
import { operationOf } from './operation.ts'
import { schemas } from './schemas.ts'

export interface DocumentFacts {
  readonly version: string
  readonly capabilities: readonly Capability[]
  readonly publicUrl?: string
}

/** The gateway's API as OpenAPI 3.1, made from the same table as its routes; one path for each capability served. */
export async function openapiDocument(routes: readonly Route[], facts: DocumentFacts): Promise<object> {
  const paths: Record<string, Record<string, object>> = {}
  const found: Record<string, object> = {}
  const add = async (path: string, route: Route, capability?: Capability): Promise<void> => {
    ;(paths[path] ??= {})[route.method.toLowerCase()] = await operationOf(route, found, capability)
  }
  for (const route of routes.filter(({ page }) => !page)) {
    const path = templateOf(route.path)
    if (route.body?.of === 'any-capability') {
      for (const capability of facts.capabilities) {
        await add(path.replace('{capability}', capability.id), route, capability)
      }
    } else await add(path, route, capabilityOf(route, facts))
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Lucid', version: facts.version, description: 'One gateway to every AI model.' },
    servers: [{ url: facts.publicUrl ?? '/' }],
    paths,
    components: { securitySchemes, ...headerComponents, schemas: { ...schemas, ...found } },
  }
}

function capabilityOf({ body }: Route, facts: DocumentFacts): Capability | undefined {
  if (body?.of === 'session') return capabilityNamed('image', facts)
  return body?.of === 'capability' ? capabilityNamed(body.id, facts) : undefined
}

function capabilityNamed(id: string, { capabilities }: DocumentFacts): Capability | undefined {
  const all: readonly { readonly id: string }[] = [...capabilities, ...builtInCapabilities]
  return all.find(capability => capability.id === id) as Capability | undefined
}

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
  googleKey: { type: 'apiKey', in: 'header', name: 'x-goog-api-key' },
}
