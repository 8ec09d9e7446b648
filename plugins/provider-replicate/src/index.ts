import { definePlugin, image, secret } from '@lucid-gateway/core'
import { config } from './config.ts'
import { strange } from './errors.ts'
import { imageOffer } from './image.ts'
import { models } from './models.ts'
import { replicateClients } from './sdk/client.ts'
import { listModels } from './sdk/list-models.ts'

export default definePlugin({
  id: 'replicate',
  abi: 1,
  name: 'Replicate',
  capabilities: { image },
  credentials: {
    apiKey: secret('REPLICATE_API_TOKEN'),
    webhookSecret: secret('REPLICATE_WEBHOOK_SECRET', {
      optional: true,
      description: 'Signs webhooks (`whsec_...`). Replicate is asked for it unless it is given.',
    }),
  },
  config,
  hosts: ({ baseUrl }) => [new URL(baseUrl).host],
  artifactHosts: ['replicate.delivery', '*.replicate.delivery'],
  models,
  setup: ({ config: settings, provide }) => {
    const clients = replicateClients(settings.baseUrl)
    provide({
      image: imageOffer(settings, clients),
      listModels: attempt => listModels(clients, settings.collections, attempt),
      probe: async attempt => {
        const account = await clients.use(attempt, client =>
          client.accounts.current({ signal: attempt.signal }),
        )
        if (typeof account.username !== 'string') throw strange('account')
      },
    })
  },
})
