import { type SdkClients, sdkClients } from '@lucid-gateway/provider-kit'
import type OpenAI from 'openai'
import type { OpenAIConfig } from '../config.ts'

export interface OpenAICredentials {
  readonly apiKey: string
}

/**
 * The vendor's own SDK, for what happens seldom: it is loaded at the first use, and chat never uses it. What it would
 * read from the environment is said here, so that an account's settings are all that counts.
 */
export function openaiClients(config: OpenAIConfig): SdkClients<OpenAI, OpenAICredentials> {
  return sdkClients({
    make: async ({ apiKey }, fetch) => {
      const { default: Client } = await import('openai')
      return new Client({
        apiKey,
        baseURL: config.baseUrl,
        organization: config.organization ?? null,
        project: config.project ?? null,
        adminAPIKey: null,
        webhookSecret: null,
        logLevel: 'off',
        maxRetries: 0,
        fetch,
      })
    },
  })
}
