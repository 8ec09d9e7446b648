import { chat, definePlugin, embedding, image, moderation, secret } from '@lucid-gateway/core'
import { bearer, compatibleOffers } from '@lucid-gateway/openai-compatible'
import { config } from './config.ts'
import { errors } from './errors.ts'
import { families, models, quirks, responses } from './models.ts'
import { type OpenAICredentials, openaiClients } from './sdk/client.ts'
import { listModels } from './sdk/list-models.ts'

export default definePlugin({
  id: 'openai',
  abi: 1,
  name: 'OpenAI',
  capabilities: { chat, embedding, image, moderation },
  credentials: { apiKey: secret('OPENAI_API_KEY') },
  config,
  hosts: ({ baseUrl }) => [new URL(baseUrl).host],
  models,
  setup: ({ config: { baseUrl, organization, project }, provide }) => {
    const clients = openaiClients({ baseUrl, organization, project })
    const account = {
      ...(organization === undefined ? {} : { 'openai-organization': organization }),
      ...(project === undefined ? {} : { 'openai-project': project }),
    }
    const offers = compatibleOffers<OpenAICredentials>(
      { models, families, quirks, responses, errors, embedding: 'base64' },
      { baseUrl, headers: ({ apiKey }) => ({ ...bearer(apiKey), ...account }) },
    )
    provide({ ...offers, listModels: attempt => listModels(clients, attempt) })
  },
})
