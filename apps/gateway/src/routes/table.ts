import { builtInCapabilities, type Capability, chat, LucidError } from '@lucid-gateway/core'
import { nearest } from '@lucid-gateway/runtime'
import { anthropicDialect } from '../dialects/anthropic/anthropic-dialect.ts'
import { countTokens as countMessages } from '../dialects/anthropic/count-tokens.ts'
import { messages, readMessages } from '../dialects/anthropic/messages.ts'
import * as anthropicModels from '../dialects/anthropic/models.ts'
import { countTokens as countContent } from '../dialects/gemini/count-tokens.ts'
import {
  batchEmbedContents,
  embedContent,
  readBatchEmbedContents,
  readEmbedContent,
} from '../dialects/gemini/embed-content.ts'
import { geminiDialect } from '../dialects/gemini/gemini-dialect.ts'
import {
  generateContent,
  readGenerate,
  readStreamGenerate,
  streamGenerateContent,
} from '../dialects/gemini/generate-content.ts'
import * as geminiModels from '../dialects/gemini/models.ts'
import { findCall } from '../dialects/lucid/find-call.ts'
import { listCapabilities } from '../dialects/lucid/list-capabilities.ts'
import { lucidDialect } from '../dialects/lucid/lucid-dialect.ts'
import { explain } from '../dialects/lucid/explain.ts'
import { readCall } from '../dialects/lucid/read-call.ts'
import { runCapability } from '../dialects/lucid/run-capability.ts'
import { chatCompletions, readCompletion } from '../dialects/openai/chat-completions.ts'
import { embeddings, readEmbeddings } from '../dialects/openai/embeddings.ts'
import { readEditBody, readGeneration } from '../dialects/openai/images/read-images.ts'
import { editImages, generateImages } from '../dialects/openai/images/serve-images.ts'
import { listModels, retrieveModel } from '../dialects/openai/models.ts'
import { moderations, readModerations } from '../dialects/openai/moderations.ts'
import { openaiDialect, responsesDialect } from '../dialects/openai/openai-dialect.ts'
import { cancelResponse } from '../dialects/openai/responses/cancel-response.ts'
import { countInputTokens } from '../dialects/openai/responses/count-input-tokens.ts'
import { createResponse, readResponse } from '../dialects/openai/responses/create-response.ts'
import { deleteResponse } from '../dialects/openai/responses/delete-response.ts'
import { listInputItems } from '../dialects/openai/responses/list-input-items.ts'
import { retrieveResponse } from '../dialects/openai/responses/retrieve-response.ts'
import type { RequestHead } from '../calls/make-call.ts'
import { health, readiness } from '../site/health.ts'
import { generationRoutes } from './generation-routes.ts'
import { adminRoutes } from './admin-routes.ts'
import { jobRoutes } from './job-routes.ts'
import type { Route } from './route.ts'

const openai = { access: 'caller', dialect: openaiDialect } as const
const responses = { access: 'caller', dialect: responsesDialect } as const
const anthropic = { access: 'caller', dialect: anthropicDialect } as const
const gemini = { access: 'caller', dialect: geminiDialect } as const
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
    ask: readCompletion,
    handler: chatCompletions,
  },
  {
    ...responses,
    method: 'POST',
    path: '/v1/responses',
    summary: 'Chat by items, in the shape of the OpenAI API.',
    body: { of: 'vendor', schema: 'response' },
    ask: readResponse,
    handler: createResponse,
  },
  {
    ...anthropic,
    method: 'POST',
    path: '/anthropic/v1/messages',
    summary: 'Chat, in the shape of the Anthropic API.',
    body: { of: 'vendor', schema: 'message' },
    ask: readMessages,
    handler: messages,
  },
  {
    ...gemini,
    method: 'POST',
    path: '/gemini/:version/models/*model\\:generateContent',
    summary: 'Chat, in the shape of the Gemini API.',
    body: { of: 'vendor', schema: 'content' },
    ask: readGenerate,
    handler: generateContent,
  },
  {
    ...gemini,
    method: 'POST',
    path: '/gemini/:version/*model\\:generateContent',
    summary: 'The same, for clients that leave out `models/` before a name with a slash.',
    body: { of: 'vendor', schema: 'content' },
    handler: generateContent,
  },
  {
    ...gemini,
    method: 'POST',
    path: '/gemini/:version/models/*model\\:streamGenerateContent',
    summary: 'The same as a stream: events with `alt=sse`, else one JSON array that grows.',
    body: { of: 'vendor', schema: 'content' },
    ask: readStreamGenerate,
    handler: streamGenerateContent,
  },
  {
    ...gemini,
    method: 'POST',
    path: '/gemini/:version/*model\\:streamGenerateContent',
    summary: 'The same, for clients that leave out `models/` before a name with a slash.',
    body: { of: 'vendor', schema: 'content' },
    handler: streamGenerateContent,
  },
  {
    ...lucid,
    method: 'POST',
    path: '/v1/chat',
    summary: 'Chat, in the shape of Lucid.',
    body: { of: 'capability', id: 'chat' },
    ask: (_head, { body }) => readCall(body, chat),
    handler: exchange => runCapability(exchange, chat),
  },
  {
    ...openai,
    method: 'POST',
    path: '/v1/embeddings',
    summary: 'Embeddings, in the shape of the OpenAI API.',
    body: { of: 'vendor', schema: 'embedding' },
    ask: readEmbeddings,
    handler: embeddings,
  },
  {
    ...openai,
    method: 'POST',
    path: '/v1/moderations',
    summary: 'Moderation, in the shape of the OpenAI API.',
    body: { of: 'vendor', schema: 'moderation' },
    ask: readModerations,
    handler: moderations,
  },
  {
    ...openai,
    method: 'POST',
    path: '/v1/images/generations',
    summary: 'Pictures from words, in the shape of the OpenAI API.',
    body: { of: 'vendor', schema: 'image-generation' },
    ask: readGeneration,
    handler: generateImages,
  },
  {
    ...openai,
    method: 'POST',
    path: '/v1/images/edits',
    summary: 'Pictures from words and pictures, as a form or as JSON, in the shape of the OpenAI API.',
    body: { of: 'vendor', schema: 'image-edit' },
    ask: readEditBody,
    handler: editImages,
  },
  {
    ...lucid,
    method: 'POST',
    path: '/v1/run/:capability',
    summary: 'Any capability, those of third parties too, in the shape of Lucid.',
    body: { of: 'any-capability' },
    ask: (head, { body }) => readCall(body, capabilityOf(head)),
    handler: exchange => runCapability(exchange, capabilityOf(exchange)),
  },
  {
    ...lucid,
    method: 'POST',
    path: '/v1/explain',
    summary: 'What would become of a request: targets, losses, cost. Nothing is sent.',
    body: { of: 'explained' },
    answer: 'Explanation',
    handler: exchange => explain(exchange, routes),
  },
  {
    ...responses,
    method: 'POST',
    path: '/v1/responses/input_tokens',
    summary: 'What a response would put in, counted by its vendor or estimated.',
    body: { of: 'vendor', schema: 'response-count' },
    handler: countInputTokens,
  },
  {
    ...responses,
    method: 'GET',
    path: '/v1/responses/:id',
    summary: 'A response that is kept.',
    answer: 'Response',
    handler: retrieveResponse,
  },
  {
    ...responses,
    method: 'DELETE',
    path: '/v1/responses/:id',
    summary: 'Has it kept no longer.',
    answer: 'ResponseDeleted',
    handler: deleteResponse,
  },
  {
    ...responses,
    method: 'POST',
    path: '/v1/responses/:id/cancel',
    summary: 'Stops one that is made in the background.',
    answer: 'Response',
    handler: cancelResponse,
  },
  {
    ...responses,
    method: 'GET',
    path: '/v1/responses/:id/input_items',
    summary: 'What was put in.',
    answer: 'ResponseItems',
    handler: listInputItems,
  },
  {
    ...openai,
    method: 'GET',
    path: '/v1/models',
    summary: 'The models that can be named.',
    answer: 'Models',
    handler: listModels,
  },
  {
    ...openai,
    method: 'GET',
    path: '/v1/models/*model',
    summary: 'One model.',
    answer: 'Model',
    handler: retrieveModel,
  },
  {
    ...anthropic,
    method: 'POST',
    path: '/anthropic/v1/messages/count_tokens',
    summary: 'What a message would put in, counted by its vendor or estimated.',
    body: { of: 'vendor', schema: 'message-count' },
    handler: countMessages,
  },
  {
    ...anthropic,
    method: 'GET',
    path: '/anthropic/v1/models',
    summary: 'The models that can chat.',
    answer: 'AnthropicModels',
    handler: anthropicModels.listModels,
  },
  {
    ...anthropic,
    method: 'GET',
    path: '/anthropic/v1/models/*model',
    summary: 'One model.',
    answer: 'AnthropicModel',
    handler: anthropicModels.retrieveModel,
  },
  {
    ...gemini,
    method: 'POST',
    path: '/gemini/:version/models/*model\\:countTokens',
    summary: 'What contents would put in, counted by their vendor or estimated.',
    body: { of: 'vendor', schema: 'content-count' },
    handler: countContent,
  },
  {
    ...gemini,
    method: 'POST',
    path: '/gemini/:version/models/*model\\:embedContent',
    summary: 'One embedding, in the shape of the Gemini API.',
    body: { of: 'vendor', schema: 'content-embedding' },
    ask: readEmbedContent,
    handler: embedContent,
  },
  {
    ...gemini,
    method: 'POST',
    path: '/gemini/:version/models/*model\\:batchEmbedContents',
    summary: 'Several embeddings, in the shape of the Gemini API.',
    body: { of: 'vendor', schema: 'content-embeddings' },
    ask: readBatchEmbedContents,
    handler: batchEmbedContents,
  },
  {
    ...gemini,
    method: 'GET',
    path: '/gemini/:version/models',
    summary: 'The models that this dialect can call.',
    answer: 'GoogleModels',
    handler: geminiModels.listModels,
  },
  {
    ...gemini,
    method: 'GET',
    path: '/gemini/:version/models/*model',
    summary: 'One model.',
    answer: 'GoogleModel',
    handler: geminiModels.retrieveModel,
  },
  {
    ...lucid,
    method: 'GET',
    path: '/v1/capabilities',
    summary: 'The capabilities that are served, with their kinds.',
    answer: 'Capabilities',
    handler: listCapabilities,
  },
  {
    ...lucid,
    method: 'GET',
    path: '/v1/calls/:id',
    summary:
      'A call of late, whole: its receipt, its tries, what it used and cost. For the key that made it.',
    answer: 'Call',
    handler: findCall,
  },
  ...jobRoutes,
  ...generationRoutes,
  ...adminRoutes,
  {
    ...site,
    method: 'GET',
    path: '/healthz',
    summary: 'Whether the process is up.',
    answer: 'Health',
    handler: health,
  },
  {
    ...site,
    method: 'GET',
    path: '/readyz',
    summary: 'Whether new calls are taken.',
    answer: 'Readiness',
    handler: readiness,
  },
  {
    ...site,
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description.',
    answer: 'Description',
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

function capabilityOf({ request, host }: RequestHead): Capability {
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
