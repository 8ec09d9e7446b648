import type Anthropic from '@anthropic-ai/sdk'
import { type SdkClients, sdkClients } from '@lucid-gateway/provider-kit'
import { writeWireHead } from '@lucid-gateway/wires/anthropic-messages'
import type { AnthropicCredentials } from '../api/api.ts'
import type { AnthropicConfig } from '../config.ts'

/**
 * The vendor's own SDK, for what happens seldom: it is loaded at the first use, and chat never uses it. What it would
 * read from the environment is said here, so that an account's settings are all that counts.
 */
export function anthropicClients(config: AnthropicConfig): SdkClients<Anthropic, AnthropicCredentials> {
  return sdkClients({
    make: async ({ apiKey }, fetch) => {
      const { default: Client } = await import('@anthropic-ai/sdk')
      return new Client({
        apiKey,
        authToken: null,
        webhookKey: null,
        baseURL: config.baseUrl,
        defaultHeaders: writeWireHead(config.version, config.betas),
        logLevel: 'off',
        maxRetries: 0,
        fetch,
      })
    },
  })
}
