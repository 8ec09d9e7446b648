import { chat, definePlugin, embedding, secret } from '@lucid-gateway/core'
import { accessOf, hostsOf } from './api/access.ts'
import { Endpoint } from './api/endpoint.ts'
import { listModels } from './api/list-models.ts'
import { chatOffer } from './chat.ts'
import { config } from './config.ts'
import { embeddingOffer } from './embedding.ts'
import { models } from './models.ts'

export default definePlugin({
  id: 'google',
  abi: 1,
  name: 'Google',
  capabilities: { chat, embedding },
  credentials: {
    apiKey: secret(['GOOGLE_API_KEY', 'GEMINI_API_KEY'], {
      optional: true,
      description: 'The key of the Gemini API.',
    }),
    serviceAccount: secret('GOOGLE_SERVICE_ACCOUNT', {
      optional: true,
      description: 'For Vertex AI: the JSON of a credential, or the path of its file.',
    }),
  },
  config,
  hosts: hostsOf,
  models,
  setup: ({ config: settings, provide }) => {
    const endpoint = new Endpoint(accessOf(settings))
    provide({
      chat: chatOffer(endpoint),
      embedding: embeddingOffer(endpoint),
      listModels: attempt => listModels(endpoint, attempt),
      probe: async attempt => {
        await endpoint.list('?pageSize=1', attempt)
      },
    })
  },
})
