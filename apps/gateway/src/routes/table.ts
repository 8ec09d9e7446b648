import { builtInCapabilities, type Capability, chat, LucidError } from '@lucid-gateway/core'
import { nearest } from '@lucid-gateway/runtime'
import { listCapabilities } from '../dialects/lucid/list-capabilities.ts'
import { lucidDialect } from '../dialects/lucid/lucid-dialect.ts'
import { runCapability } from '../dialects/lucid/run-capability.ts'
import { chatCompletions } from '../dialects/openai/chat-completions.ts'
import { embeddings } from '../dialects/openai/embeddings.ts'
import { listModels, retrieveModel } from '../dialects/openai/models.ts'
import { moderations } from '../dialects/openai/moderations.ts'
import { openaiDialect } from '../dialects/openai/openai-dialect.ts'
import type { Exchange } from '../http/exchange.ts'
import { health, readiness } from '../site/health.ts'
import type { Route } from './route.ts'

const openai = { access: 'caller', dialect: openaiDialect } as const
const lucid = { access: 'caller', dialect: lucidDialect } as const
const site = { access: 'open', dialect: lucidDialect } as const

/** Every path of the gateway; those that are called most come first. */
export const routes: readonly Route[] = [
  {
    ...openai,
    method: 'POST',
    path: '/v1/chat/completions',
    summary: 'Chat, in the shape of the OpenAI API.',
    body: { of: 'vendor', schema: 'chat-completion' },
    handler: chatCompletions,
  },
  {
    ...lucid,
    method: 'POST',
    path: '/v1/chat',
    summary: 'Chat, in the shape of Lucid.',
    body: { of: 'capability', id: 'chat' },
    handler: exchange => runCapability(exchange, chat),
  },
  {
    ...openai,
    method: 'POST',
    path: '/v1/embeddings',
    summary: 'Embeddings, in the shape of the OpenAI API.',
    body: { of: 'vendor', schema: 'embedding' },
    handler: embeddings,
  },
  {
    ...openai,
    method: 'POST',
    path: '/v1/moderations',
    summary: 'Moderation, in the shape of the OpenAI API.',
    body: { of: 'vendor', schema: 'moderation' },
    handler: moderations,
  },
  {
    ...lucid,
    method: 'POST',
    path: '/v1/run/:capability',
    summary: 'Any capability, those of third parties too, in the shape of Lucid.',
    body: { of: 'any-capability' },
    handler: exchange => runCapability(exchange, capabilityOf(exchange)),
  },
  {
    ...openai,
    method: 'GET',
    path: '/v1/models',
    summary: 'The models that can be named.',
    handler: listModels,
  },
  { ...openai, method: 'GET', path: '/v1/models/*model', summary: 'One model.', handler: retrieveModel },
  {
    ...lucid,
    method: 'GET',
    path: '/v1/capabilities',
    summary: 'The capabilities that are served, with their kinds.',
    handler: listCapabilities,
  },
  { ...site, method: 'GET', path: '/healthz', summary: 'Whether the process is up.', handler: health },
  { ...site, method: 'GET', path: '/readyz', summary: 'Whether new calls are taken.', handler: readiness },
  {
    ...site,
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description.',
    handler: async exchange => (await import('../openapi/send-document.ts')).sendDocument(exchange),
  },
  ...['/', '/docs', '/docs/docs.js', '/docs/docs.css'].map((path): Route => ({
    ...site,
    method: 'GET',
    path,
    page: true,
    summary: path === '/' ? 'What this is.' : 'A page to try it.',
    handler: async exchange => (await import('../site/pages.ts')).sendPage(exchange, path),
  })),
]

function capabilityOf({ request, host }: Exchange): Capability {
  const id = String(request.params['capability'])
  const served = host.runtime.capabilities()
  const found = [...served, ...builtInCapabilities].find(capability => capability.id === id)
  if (found) return found as Capability
  const ids = served.map(capability => capability.id)
  const [close] = nearest(id, ids)
  throw new LucidError('not_found', `There is no capability "${id}".`, {
    param: 'capability',
    reason: 'unknown_capability',
    hint: close === undefined ? `There are ${ids.join(', ')}.` : `Did you mean ${close}?`,
    details: { capabilities: ids },
  })
}
