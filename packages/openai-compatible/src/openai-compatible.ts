import {
  type CapabilityMap,
  chat,
  type CredentialSpecs,
  definePlugin,
  embedding,
  image,
  moderation,
  type Plugin,
  type Provision,
  secret,
} from '@lucid-gateway/core'
import { type CompatibleConfig, configSchema } from './config.ts'
import { compatibleOffers } from './offers.ts'
import { bearer, type Vendor } from './vendor.ts'

interface Key {
  readonly apiKey?: string
}

/** A plugin for a vendor that speaks the openai-chat wire. */
export function openaiCompatible(vendor: Vendor): Plugin<CapabilityMap, CredentialSpecs, CompatibleConfig> {
  const { env, optional } = vendor.apiKey
  return definePlugin({
    id: vendor.id,
    abi: 1,
    ...(vendor.name === undefined ? {} : { name: vendor.name }),
    capabilities: {
      chat,
      ...(vendor.embedding ? { embedding } : {}),
      ...(vendor.image ? { image } : {}),
      ...(vendor.moderation ? { moderation } : {}),
    } as CapabilityMap,
    credentials: { apiKey: optional ? secret(env, { optional }) : secret(env) } as CredentialSpecs,
    config: configSchema(vendor.baseUrl),
    hosts: config => [new URL(config.baseUrl).host],
    models: vendor.models ?? [],
    setup: ({ config, provide }) => {
      const offers = compatibleOffers<Key>(vendor, {
        baseUrl: config.baseUrl,
        headers: credentials => ({ ...config.headers, ...bearer(credentials.apiKey) }),
      })
      const { chat, embedding, image, moderation, listModels, probe } = offers
      provide({
        chat,
        ...(vendor.embedding ? { embedding } : {}),
        ...(vendor.image ? { image } : {}),
        ...(vendor.moderation ? { moderation } : {}),
        listModels,
        probe,
      } as Provision<CapabilityMap, Key>)
    },
  })
}
