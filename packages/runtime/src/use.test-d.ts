import { chat, definePlugin, secret, type StandardSchema } from '@lucid-gateway/core'
import { createRuntime, use } from './index.ts'

declare const config: StandardSchema<{ readonly baseUrl: string }, { readonly baseUrl?: string }>
const acme = definePlugin({
  id: 'acme',
  abi: 1,
  capabilities: { chat },
  credentials: { apiKey: secret('ACME_KEY') },
  config,
  setup: ({ provide }) => provide({}),
})
const plain = definePlugin({ id: 'plain', abi: 1, setup: ({ provide }) => provide({}) })

void use(acme)
void use(acme, {
  as: 'acme-eu',
  config: { baseUrl: 'https://eu.example' },
  credentials: { apiKey: 'env:EU' },
})
void use(acme, { config: {} })
// @ts-expect-error not what the plugin's schema takes
void use(acme, { config: { baseUrl: 1 } })
// @ts-expect-error a setting that the plugin does not have
void use(acme, { config: { region: 'eu' } })
// @ts-expect-error a credential that the plugin does not have
void use(acme, { credentials: { token: 'x' } })
// @ts-expect-error it takes no config
void use(plain, { config: { baseUrl: 'x' } })

void createRuntime({ plugins: [acme, plain, use(acme, { as: 'two' })] })
// @ts-expect-error a name is no plugin
void createRuntime({ plugins: ['acme'] })
