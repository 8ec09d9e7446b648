import { chat, definePlugin, secret } from '@lucid-gateway/core'
import { writeWireHead } from '@lucid-gateway/wires/anthropic-messages'
import { Api } from './api/api.ts'
import { chatOffer } from './chat.ts'
import { config } from './config.ts'
import { models } from './models.ts'
import { anthropicClients } from './sdk/client.ts'
import { listModels } from './sdk/list-models.ts'

export default definePlugin({
  id: 'anthropic',
  abi: 1,
  name: 'Anthropic',
  capabilities: { chat },
  credentials: { apiKey: secret('ANTHROPIC_API_KEY') },
  config,
  hosts: ({ baseUrl }) => [new URL(baseUrl).host],
  models,
  setup: ({ config: settings, provide }) => {
    const api = new Api(settings.baseUrl)
    const clients = anthropicClients(settings)
    const head = writeWireHead(settings.version, settings.betas)
    provide({
      chat: chatOffer(api, settings),
      listModels: attempt => listModels(clients, attempt),
      probe: async attempt => {
        await attempt.http.json(api.get('/v1/models?limit=1', head, attempt))
      },
    })
  },
})
